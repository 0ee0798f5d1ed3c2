/// The `# HELP` lines of the metrics, by their full names. A test looks for the ones that are missing.
enum MetricHelp {
    static let texts: [String: String] = [
        "metrics_rejected_total":
            "Series that were asked for beyond the limit of a metric, or as another kind of metric.",
        "syncstate_alerts_total": "Alerts that were raised or raised again, by type.",
        "syncstate_broadcast_batch_size": "Counts in a batch that left, by channel.",
        "syncstate_broadcast_latency_seconds":
            "From the commit that made the oldest item of a batch dirty until the batch leaves.",
        "syncstate_broadcast_retries_total": "Batches that have to be sent again, by channel.",
        "syncstate_broadcasts_total": "Batches that left, by channel.",
        "syncstate_cache_hits_total": "Reads of one SKU that the cache answered.",
        "syncstate_cache_misses_total": "Reads of one SKU that went to the store.",
        "syncstate_channels_held": "Channels that this server works for; the others are another one's.",
        "syncstate_commit_batch_size": "Steps that shared one commit.",
        "syncstate_commit_failures_total": "Commits that failed; their steps were answered 503.",
        "syncstate_commit_seconds": "Carrying out a batch of steps and bringing it to the disk.",
        "syncstate_compare_and_set_stale_total":
            "Counts that were not written because the channel showed another than expected.",
        "syncstate_counts_told_total": "Counts that a channel took.",
        "syncstate_dirty": "SKUs that wait to be told, by channel.",
        "syncstate_dynamodb_capacity_units_total": "Capacity units that DynamoDB says were used, by operation.",
        "syncstate_dynamodb_failures_total": "Calls of DynamoDB that failed for good, by operation and reason.",
        "syncstate_dynamodb_request_seconds": "From a request to DynamoDB until its answer, by operation.",
        "syncstate_dynamodb_retries_total": "Calls of DynamoDB that were sent again, by operation and reason.",
        "syncstate_dynamodb_stale_commits_total":
            "Commits that were derived anew because another instance had changed their rows.",
        "syncstate_http_request_seconds": "From a request's head until its answer is ready to be sent, by route.",
        "syncstate_http_requests_total": "Requests, by route and class of the answer's status.",
        "syncstate_last_full_pass_age_seconds":
            "Seconds since a shop was last read whole, or was set up and never read, by channel.",
        "syncstate_pulled_items_total": "Items read by imports and reconciliation, by channel.",
        "syncstate_pulled_orders_total": "Orders that a pull found new or changed, by channel.",
        "syncstate_level_changes_total": "Changes of a SKU's level.",
        "syncstate_oldest_dirty_seconds": "How long the SKU that waits longest has waited, by channel.",
        "syncstate_shopify_bulk_operations_total": "Bulk operations, by shop and what became of them.",
        "syncstate_shopify_points_available":
            "Points that we believe the shop's rate limit leaves us, requests under way taken off.",
        "syncstate_shopify_requests_total": "Requests to a shop's Admin API, by shop, operation and outcome.",
        "syncstate_shopify_throttle_wait_seconds": "How long requests waited for the bucket of their shop.",
        "syncstate_shopify_throttled_total": "Requests that a shop turned away for its rate limit.",
        "syncstate_shopify_token_refreshes_total": "Renewals of access tokens, by shop and outcome.",
        "syncstate_store_queue": "Steps that waited for the writer when it last began a batch.",
        "syncstate_sweep_steps_total": "Steps of taking away expired rows that found some.",
        "syncstate_webhooks_received_total": "Deliveries that came to the webhook paths.",
        "syncstate_webhooks_total": "Deliveries that a use case took in, by what became of them.",
        "syncstate_webhooks_turned_away_total":
            "Deliveries that were answered 503, for the store or the limit of admission.",
        "syncstate_webhooks_unverified_total": "Deliveries that were answered 401.",
        "syncstate_webhooks_verified_total": "Deliveries with a right signature of a known shop.",
        "process_cpu_seconds_total": "Processor time of the process, in seconds.",
        "process_max_fds": "How many files it may have open.",
        "process_open_fds": "How many files it has open, sockets included.",
        "process_resident_memory_bytes": "Memory that is in use by the process.",
        "process_start_time_seconds": "When it began, in seconds of the Unix epoch.",
        "process_virtual_memory_bytes": "Addresses that the process has reserved.",
    ]
}
