extension ChannelLeases {
    package struct Times: Sendable {
        /// Between two looks at all leases.
        package var beat: Duration
        /// A lease that was not renewed for so long is free. An owner takes its own for lost after three fifths of it.
        package var life: Duration

        package init(beat: Duration = .seconds(1), life: Duration = .seconds(10)) {
            self.beat = beat
            self.life = life
        }

        /// An owner renews its lease this often.
        var renewal: Duration { life / 5 }
        /// For so long an owner's work may come to its end before the lease goes to another one.
        var handover: Duration { life / 2 }
        /// What nobody has taken for so long is taken by whoever sees it, fair share or not.
        var fairness: Duration { life / 5 }
    }
}
