import JSONPull
import Sync

/// The bodies of `customers/data_request` and `customers/redact`.
enum CustomerBody {
    /// `orders` is the name under which the topic lists them.
    static func read(_ reader: inout JSONReader, orders: StaticString) throws -> CustomerFacts {
        let start = reader.offset
        var customer: (id: Int64, contacts: [String])?
        var orderIds: [Int64] = []
        try reader.readObject { key, reader in
            if key == "customer" {
                customer = try readCustomer(&reader)
            } else if key == orders, try !reader.readNull() {
                orderIds = []
                try reader.readArray { reader in orderIds.append(try reader.readID()) }
            }
        }
        let known = try reader.need(customer, "customer", ofObjectAt: start)
        return CustomerFacts(customerId: known.id, contacts: known.contacts, orderIds: orderIds)
    }

    private static func readCustomer(_ reader: inout JSONReader) throws -> (id: Int64, contacts: [String]) {
        let start = reader.offset
        var id: Int64?
        var email: String?
        var phone: String?
        try reader.readObject { key, reader in
            if key == "id" {
                id = try reader.readID()
            } else if key == "email" {
                email = try reader.readStringOrNull()
            } else if key == "phone" {
                phone = try reader.readStringOrNull()
            }
        }
        let contacts = [email, phone].compactMap { $0 }.filter { !$0.isEmpty }
        return (try reader.need(id, "id", ofObjectAt: start), contacts)
    }
}
