package import EdgeCore
package import EdgeHTTP
package import Foundation
package import Logging

/// How a sandbox is to run.
package struct SandboxSettings: Sendable {
    package var dataFolder: String
    /// Loopback unless told otherwise.
    package var host = "127.0.0.1"
    /// 0 takes any free port.
    package var port = 0
    /// The port of the object storage: uploads and the tar bucket. 0 takes any free one.
    package var uploadPort = 0
    /// Applies to an empty data folder, and to each reset.
    package var seed = Seed()
    package var faults = FaultPlan()
    package var gateway = GatewaySettings()
    /// PEM files of a certificate chain and its key; nil speaks plain HTTP.
    package var tls: (certificate: String, key: String)?
    package var dialect = Dialect()
    /// How long each stage of the pipeline takes at least.
    package var stageTime = Duration.milliseconds(50)
    /// How long published files of evicted builds stay, in seconds: a day on a real Edge (edge-api 4.8).
    package var removalDelay: TimeInterval = 24 * 3600
    /// How often the sandbox looks for what has had its time when nobody calls.
    package var sweepInterval = Duration.seconds(60)
    /// How `dltar` fetches tars.
    package var fetching = Sandbox.fetching
    /// Where events of subscriptions may go.
    package var webhooks = WebhookReach.thisMachine
    /// Between two tries of one event.
    package var webhookPause = Duration.seconds(5)
    package var now: @Sendable () -> Date = { Date() }
    package var logger = Logger(label: "edgeferry.sandbox", factory: { _ in SwiftLogNoOpLogHandler() })

    package init(dataFolder: String) { self.dataFolder = dataFolder }
}
