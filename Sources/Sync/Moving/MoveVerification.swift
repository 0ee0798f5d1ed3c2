import Inventory

/// What one store has and another has not, or otherwise.
package struct MoveDifference: Sendable, Equatable, Codable {
    package enum Fault: String, Sendable, Codable {
        /// In the source and not in the target.
        case missing
        /// In the target and not in the source.
        case extra
        case different
        /// The row is right, and a list or an index by which it is found is not.
        case unlisted
    }

    package let kind: ArchiveKind
    package let tenant: String
    package let key: String
    package let fault: Fault
}

/// Compares every row of two stores, in their order.
struct MoveVerification {
    let source: any StoreArchive
    let target: any StoreArchive
    let clock: any WallClock
    let pageLimit: Int
    /// Told how many rows of the step have been compared.
    let progress: (MoveStep, Int) -> Void

    private(set) var compared = 0
    /// The first of them; see `count`.
    private(set) var differences: [MoveDifference] = []
    private(set) var count = 0

    static let named = 1000
    /// How far a row that is not where it should be is looked for.
    private static let window = 500

    init(
        source: any StoreArchive,
        target: any StoreArchive,
        clock: any WallClock,
        pageLimit: Int,
        progress: @escaping (MoveStep, Int) -> Void
    ) {
        self.source = source
        self.target = target
        self.clock = clock
        self.pageLimit = pageLimit
        self.progress = progress
    }

    mutating func verify(_ step: MoveStep) async throws {
        if step.kind.isOrdered {
            try await compareInOrder(step)
        } else {
            try await compareNumbers(step)
        }
        try await lookUp(step)
    }

    private mutating func compareInOrder(_ step: MoveStep) async throws {
        var left = ArchiveStream(source, step, step.limit(pageLimit))
        var right = ArchiveStream(target, step, step.limit(pageLimit))
        var seen = 0
        while true {
            let (wanted, found) = (try await left.head(), try await right.head())
            switch (wanted, found) {
            case (nil, nil): return progress(step, seen)
            case (let wanted?, nil):
                note(wanted, .missing, step)
                left.drop()
            case (nil, let found?):
                note(found, .extra, step)
                right.drop()
            case (let wanted?, let found?):
                if wanted.key == found.key, wanted.tenant == found.tenant {
                    if wanted.content != found.content { note(wanted, .different, step) }
                    left.drop()
                    right.drop()
                } else {
                    try await findAgain(wanted, found, &left, &right, step)
                }
            }
            seen += 1
            compared += 1
            if seen % 500 == 0 { progress(step, seen) }
        }
    }

    /// Drops the row that the other store does not have near by.
    private mutating func findAgain(
        _ wanted: ArchivedRow,
        _ found: ArchivedRow,
        _ left: inout ArchiveStream,
        _ right: inout ArchiveStream,
        _ step: MoveStep
    ) async throws {
        try await left.fill(Self.window)
        try await right.fill(Self.window)
        let ahead = right.distance(to: wanted.key, wanted.tenant)
        let behind = left.distance(to: found.key, found.tenant)
        if ahead != nil, behind.map({ ahead ?? 0 <= $0 }) ?? true {
            note(found, .extra, step)
            right.drop()
        } else {
            note(wanted, .missing, step)
            left.drop()
        }
    }

    /// For rows that have no order: each is looked up, and then none may be left over.
    private mutating func compareNumbers(_ step: MoveStep) async throws {
        let wanted = try await number(source, step)
        let found = try await number(target, step)
        compared += wanted
        guard found > wanted else { return }
        for _ in wanted..<found {
            note(MoveDifference(kind: step.kind, tenant: "*", key: "one of \(found)", fault: .extra))
        }
    }

    private func number(_ archive: any StoreArchive, _ step: MoveStep) async throws -> Int {
        var number = 0
        var stream = ArchiveStream(archive, step, step.limit(pageLimit))
        while let row = try await stream.head() {
            if !isPast(row) { number += 1 }
            stream.drop()
        }
        return number
    }

    private mutating func lookUp(_ step: MoveStep) async throws {
        var cursor: String?
        repeat {
            let page = try await source.rows(step.kind, step.tenant, after: cursor, limit: step.limit(pageLimit))
            cursor = page.next
            for row in try await target.lookUp(page.items)
            where !differences.contains(where: { isAbout(row, $0, step) }) {
                note(row, step.kind.isOrdered ? .unlisted : .different, step)
            }
        } while cursor != nil
    }

    private func isAbout(_ row: ArchivedRow, _ difference: MoveDifference, _ step: MoveStep) -> Bool {
        difference.kind == step.kind && difference.key == row.key && difference.tenant == row.tenant.value
    }

    private mutating func note(_ row: ArchivedRow, _ fault: MoveDifference.Fault, _ step: MoveStep) {
        // Its time has come meanwhile: one engine may have taken it away.
        if isPast(row) { return }
        note(MoveDifference(kind: step.kind, tenant: row.tenant.value, key: row.key, fault: fault))
    }

    private mutating func note(_ difference: MoveDifference) {
        count += 1
        if differences.count < Self.named { differences.append(difference) }
    }

    private func isPast(_ row: ArchivedRow) -> Bool { row.expiresAt.map { $0 <= clock.now } ?? false }
}
