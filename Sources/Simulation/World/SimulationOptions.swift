package struct SimulationOptions: Sendable {
    package var seed: UInt64
    package var engine: SimulatedEngine
    /// Of the installation, on the same rows; more than one only where the engine is remote.
    package var instances: Int
    package var steps: Int
    package var shops: Int
    package var skus: Int
    /// How much goes wrong, from 0 to 100.
    package var faults: Int
    package var mutation: Mutation?
    package var prints: Bool
    /// After so many steps a world is brought to rest and looked at, ...
    package var stepsPerEpoch: Int
    /// ... and after so many rests it ends and another begins.
    package var epochsPerWorld: Int

    package init(
        seed: UInt64,
        steps: Int,
        shops: Int = 2,
        skus: Int = 4,
        faults: Int = 50,
        mutation: Mutation? = nil,
        prints: Bool = false,
        stepsPerEpoch: Int = 500,
        epochsPerWorld: Int = 5,
        engine: SimulatedEngine = .sqlite,
        instances: Int = 1
    ) {
        self.instances = instances
        self.engine = engine
        self.seed = seed
        self.steps = steps
        self.shops = shops
        self.skus = skus
        self.faults = faults
        self.mutation = mutation
        self.prints = prints
        self.stepsPerEpoch = stepsPerEpoch
        self.epochsPerWorld = epochsPerWorld
    }
}
