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

    /// Says whether the caller is on this machine.
    var isLoopback: Bool {
        guard let address = channel.remoteAddress?.ipAddress else { return false }
        return address == "::1" || ["127.", "::ffff:127."].contains { address.hasPrefix($0) }
    }
}
