import App

/// Looks at the tables of an installation on DynamoDB.
struct TableCheck {
    let settings: DynamoDBSettings

    func findings() async -> [Finding] {
        do {
            let problems = try await Tables.verify(settings)
            guard !problems.isEmpty else {
                return [.ok(.store, "the tables \(settings.tablePrefix)* are as they should be")]
            }
            return problems.map { .problem(.store, $0, cure: "syncstate tables create makes what is missing") }
        } catch {
            return [
                .problem(
                    .store,
                    "\(error)",
                    cure: "check AWS_REGION, DYNAMODB_ENDPOINT, the credentials and their permissions"
                )
            ]
        }
    }
}
