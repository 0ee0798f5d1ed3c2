import HTTPTypes
import Hummingbird
import Inventory
import Signing
import Sync

/// A request of somebody who was let in.
struct Call: Sendable {
    private let shared: Shared
    let caller: Caller
    /// Where the call acts.
    let tenant: TenantID
    let request: Request
    let parameters: PathParameters

    /// What all calls have in common, behind one reference: a call is copied on its way.
    final class Shared: Sendable {
        let web: WebDependencies
        let runningKeys = RunningKeys()

        init(_ web: WebDependencies) {
            self.web = web
        }
    }

    init(_ shared: Shared, _ admission: Authenticator.Admission, _ request: Request, _ parameters: PathParameters) {
        self.shared = shared
        caller = admission.caller
        tenant = admission.tenant
        self.request = request
        self.parameters = parameters
    }

    var web: WebDependencies { shared.web }
    var runningKeys: RunningKeys { shared.runningKeys }

    /// Reads the query with `read`, which must not use what it read before the complaints are checked here.
    func query<Value>(_ read: (inout QueryFields) -> Value) throws -> Value {
        var fields = QueryFields(request.head.target.query)
        let value = read(&fields)
        try fields.check()
        return value
    }

    /// Whether the query asks for a trial without effects.
    func isDryRun() throws -> Bool {
        try query { $0.flag("dryRun") } ?? false
    }
}

// MARK: Path parameters

extension Call {
    func sku() throws -> SKU {
        guard let text = parameters["sku"]?.percentDecoded() else {
            throw Failure.invalid("sku", "must be percent-encoded UTF-8 in the path")
        }
        return try SKU(text)
    }

    /// A channel that a path names; a name that none can have is not here.
    func channelId() throws -> ChannelID {
        let text = parameters["channelId"]?.percentDecoded() ?? ""
        do {
            return try ChannelID(text)
        } catch {
            throw Failure.notFound("There is no such channel: its id \(error.message)")
        }
    }

    /// One of our own ids; what is no UUID is not here.
    func id(_ name: String) throws -> String {
        let text = parameters[name].map { $0.lowercased() } ?? ""
        let isUUID =
            text.utf8.count == 36
            && text.utf8.enumerated().allSatisfy { index, byte in
                switch index {
                case 8, 13, 18, 23: byte == UInt8(ascii: "-")
                default: byte.isLowercaseHexadecimal
                }
            }
        guard isUUID else { throw Failure.notFound("There is no \(name) like this: ids are UUIDs") }
        return text
    }
}

extension UInt8 {
    fileprivate var isLowercaseHexadecimal: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
