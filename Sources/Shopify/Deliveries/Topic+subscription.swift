extension Topic {
    /// How a topic gets to be delivered.
    package enum Subscription: Sendable, Equatable {
        /// By the app's configuration or through the Admin API.
        case api
        /// Mandatory: by the app's configuration or the partner dashboard only.
        case appOnly
        /// Nothing follows from it, so it is not asked for.
        case none
    }

    package var subscription: Subscription {
        switch effect {
        case .none: .none
        case .dataRequest, .customerRedact, .shopRedact: .appOnly
        case .order, .refund, .orderEdited, .orderDeleted, .level, .levelDisconnected, .item, .itemDeleted, .product,
            .productDeleted, .uninstalled:
            .api
        }
    }

    /// As the Admin API writes it: `ORDERS_CREATE`.
    package var adminName: String {
        rawValue.uppercased().replacing("/", with: "_")
    }

    /// Nil for a topic that is not known, of which nobody can tell where its slash belongs.
    package init?(adminName: String) {
        guard let topic = Self.byAdminName[adminName] else { return nil }
        self = topic
    }

    private static let byAdminName = Dictionary(uniqueKeysWithValues: allCases.map { ($0.adminName, $0) })
}
