// What goes wrong between the engine and its tables.
extension World: TableWeather {
    func drawTableFault(isTransaction: Bool) -> TableFault? {
        TableFault.draw(level: faults.level, isTransaction: isTransaction, &chance)
    }

    func knowsToken() -> Bool { chance.perMille(500) }
}
