/// A topic that a shop delivers somewhere, made through its Admin API.
package struct WebhookSubscription: Sendable, Equatable {
    package let id: String
    /// `orders/create`; as the shop names it where the topic is not known.
    package let topic: String
    package let uri: String
    /// Else XML, which nobody here reads.
    package let isJSON: Bool
    /// Only what matches is delivered; nil or empty: everything.
    package let filter: String?
    /// Only these members are delivered; empty: all.
    package let includedFields: [String]
    /// In which version of the API bodies are written. It is the app's and cannot be chosen for one subscription.
    package let apiVersion: String

    package init(
        id: String,
        topic: String,
        uri: String,
        isJSON: Bool = true,
        filter: String? = nil,
        includedFields: [String] = [],
        apiVersion: String
    ) {
        self.id = id
        self.topic = topic
        self.uri = uri
        self.isJSON = isJSON
        self.filter = filter
        self.includedFields = includedFields
        self.apiVersion = apiVersion
    }
}
