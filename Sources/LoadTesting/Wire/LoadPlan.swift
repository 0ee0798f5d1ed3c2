/// What is to be sent, how, and until when.
struct LoadPlan: Sendable {
    enum Pace: Sendable, Equatable {
        /// Each connection sends its next request when it has its answer: as much as the server can take.
        case closedLoop
        /// A request is due every 1/rate s whatever the answers do. What cannot be sent when it is due waits, and its
        /// latency counts from when it was due, so that a pause of the server is not left out of the figures.
        case openLoop(perSecond: Double)
    }

    var port: Int
    var requests: RequestPool
    var connections: Int
    var pace: Pace
    /// How many are sent. Beyond the pool's end its requests are sent again from the start.
    var count: Int
    /// Nothing more is sent after this, and what is out is awaited.
    var sendingTime: Duration = .seconds(60)
    /// What every answer must contain beside its status of 200. A figure counts only what was really done.
    var expectedText = ""
}
