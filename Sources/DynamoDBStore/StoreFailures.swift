import DynamoDB
import Inventory
import Sync

/// What the store's callers are told of the engine's own failures; everything else is theirs and stays as it is.
func storeError(_ error: any Error) -> any Error {
    switch error {
    case let failure as DynamoDBError: StoreError.unavailable("\(failure)")
    case is DamagedValue: StoreError.damaged("\(error)")
    default: error
    }
}
