/// Where rows are kept, as `STORE` and the commands name it.
package enum StoreEngine: String, CaseIterable, Sendable {
    case sqlite, dynamodb
}
