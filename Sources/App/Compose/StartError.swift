import Foundation
import NIOCore
import Sync

/// Why a server cannot start although its settings are well-formed: one line with the cure.
package struct StartError: Error, Equatable, CustomStringConvertible {
    package enum Cause: Sendable, Equatable {
        /// Another process has the database open.
        case storeInUse
        case store
        case address
    }

    package let cause: Cause
    package let description: String

    package init(_ cause: Cause, _ description: String) {
        self.cause = cause
        self.description = description
    }

    init(_ error: StoreError) {
        switch error {
        case .unavailable(let reason): self.init(.store, reason)
        case .inUse(let reason): self.init(.storeInUse, reason)
        case .damaged(let reason): self.init(.store, "\(reason); restore it from a backup")
        case .overloaded: self.init(.store, error.description)
        }
    }

    /// What a failed bind means to a person; nil for an error that is none.
    static func binding(host: String, port: Int, _ error: any Error) -> StartError? {
        switch error {
        case let error as IOError where error.errnoCode == EADDRINUSE:
            StartError(
                .address,
                "PORT \(port) of \(host) is in use by another program: stop that one, or set PORT to another port"
            )
        case let error as IOError where error.errnoCode == EACCES:
            StartError(.address, "PORT \(port) is not for this user: set PORT to one above 1023")
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            StartError(.address, "HOST \(host) is no address of this machine: set HOST to one that is")
        case is SocketAddressError:
            StartError(.address, "HOST \(host) has no address: set HOST to an address of this machine")
        default: nil
        }
    }
}
