extension GraphQLValidator {
    /// The variables and fragments that selections use; a fragment that uses itself is reported.
    mutating func used(
        _ selections: [GraphQLDocument.Selection],
        _ inside: [String]
    ) -> (variables: Set<String>, fragments: Set<String>) {
        var variables: Set<String> = []
        var fragments: Set<String> = []
        func note(_ arguments: [GraphQLDocument.Argument]) {
            for argument in arguments { variables.formUnion(argument.value.variables) }
        }
        for selection in selections {
            visits += 1
            guard visits <= Self.maximumVisits else {
                if visits == Self.maximumVisits + 1 {
                    report("Query has too many fields", "queryComplexity", GraphQLLocation(line: 1, column: 1))
                }
                return (variables, fragments)
            }
            var inner: [GraphQLDocument.Selection] = []
            var path = inside
            switch selection {
            case .field(let field):
                note(field.arguments + field.directives.flatMap(\.arguments))
                inner = field.selections
            case .inline(_, let directives, let selections, _):
                note(directives.flatMap(\.arguments))
                inner = selections
            case .spread(let name, let directives, let location):
                note(directives.flatMap(\.arguments))
                guard let fragment = document.fragments[name] else { continue }
                guard !inside.contains(name) else {
                    report("Fragment \(name) contains an infinite loop", "infiniteLoop", location)
                    continue
                }
                fragments.insert(name)
                inner = fragment.selections
                path.append(name)
            }
            let further = used(inner, path)
            variables.formUnion(further.variables)
            fragments.formUnion(further.fragments)
        }
        return (variables, fragments)
    }
}
