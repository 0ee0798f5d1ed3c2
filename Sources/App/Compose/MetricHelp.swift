/// The `# HELP` lines of the metrics, by their full names.
enum MetricHelp {
    static let texts: [String: String] = [
        "syncstate_broadcast_batch_size": "Counts in a batch that left, by channel.",
        "syncstate_broadcast_latency_seconds":
            "From the commit that made the oldest item of a batch dirty until the batch leaves.",
        "syncstate_broadcast_retries_total": "Batches that have to be sent again, by channel.",
        "syncstate_broadcasts_total": "Batches that left, by channel.",
        "syncstate_cache_hits_total": "Reads of one SKU that the cache answered.",
        "syncstate_cache_misses_total": "Reads of one SKU that went to the store.",
        "syncstate_compare_and_set_stale_total":
            "Counts that were not written because the channel showed another than expected.",
        "syncstate_counts_told_total": "Counts that a channel took.",
        "syncstate_dirty": "SKUs that wait to be told, by channel.",
        "syncstate_oldest_dirty_seconds": "How long the SKU that waits longest has waited, by channel.",
        "syncstate_sweep_steps_total": "Steps of taking away expired rows that found some.",
    ]
}
