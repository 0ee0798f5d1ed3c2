/// What goes wrong between an engine and its tables.
@SimulationActor
protocol TableWeather: AnyObject, Sendable {
    func drawTableFault(isTransaction: Bool) -> TableFault?
    /// Whether DynamoDB knows a token that comes again. It forgets none within ten minutes; one that is forgotten is
    /// harder on the engine.
    func knowsToken() -> Bool
}
