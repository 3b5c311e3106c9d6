import Hummingbird
import NIOCore

/// What the door needs to know of a connection: who is at the other end, and the channel to slow or close.
struct DoorContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    var isLoopback: Bool {
        switch channel.remoteAddress {
        case .v4(let address)?:
            address.host.hasPrefix("127.") || channel.remoteAddress?.ipAddress?.hasPrefix("127.") == true
        case .v6?: ["::1", "::ffff:127.0.0.1"].contains(channel.remoteAddress?.ipAddress)
        default: false
        }
    }
}
