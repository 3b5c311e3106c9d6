package import EdgeCore
import Foundation
import Synchronization

/// The builds that can be fetched now, and what was seen of those who fetch.
package final class BuildOffers: Sendable {
    private struct Offer {
        let build: ServedBuild
        var wasAsked = false
        var failure: (any Explained)?
    }

    private let publicURL: PublicURL
    /// The port that was asked for; 0 is any.
    private let wanted: Int
    private let taken: Mutex<Int>
    private let signer: PathSigner
    private let lifetime: Int
    private let now: @Sendable () -> Int
    private let offers = Mutex<[String: Offer]>([:])

    init(_ settings: ServeSettings) {
        publicURL = settings.publicURL
        wanted = settings.port
        taken = Mutex(settings.port)
        signer = PathSigner(key: settings.key)
        lifetime = settings.lifetime
        now = { Int(settings.now().timeIntervalSince1970) }
    }

    /// The port that the server listens on.
    package var port: Int { taken.withLock { $0 } }

    /// The address of the server as its callers know it; one that names no port gets the free one that was taken.
    package var url: String { publicURL.text(taken: wanted == 0 ? port : nil) }

    func listens(on port: Int) { taken.withLock { $0 = port } }

    /// Offers a build from now on, and gives an address for it that ends by itself.
    package func address(of build: ServedBuild) -> Secret {
        offers.withLock { $0[build.name.place] = Offer(build: build) }
        return Secret(url + signer.path(to: build.name.place, until: now() + lifetime))
    }

    /// Ends an offer: its addresses lead nowhere from now on.
    package func withdraw(_ name: ServedName) {
        offers.withLock { $0[name.place] = nil }
    }

    /// What was seen since the build's address was given out.
    package func sight(of name: ServedName) -> FetchSight {
        guard let offer = offers.withLock({ $0[name.place] }) else { return .nobody }
        if let failure = offer.failure { return .failed(failure) }
        return offer.wasAsked ? .asked : .nobody
    }

    /// The build at a path; nil unless it is on offer, and the signature is right and has not ended.
    func build(at path: String) -> ServedBuild? {
        guard let place = signer.place(of: path, at: now()) else { return nil }
        return offers.withLock { $0[place]?.build }
    }

    func noteAsked(_ build: ServedBuild) {
        offers.withLock { $0[build.name.place]?.wasAsked = true }
    }

    func noteFailure(_ error: any Explained, of build: ServedBuild) {
        offers.withLock { $0[build.name.place]?.failure = error }
    }
}

/// What a server saw of those who were to fetch a build.
package enum FetchSight: Sendable {
    /// No byte was asked for.
    case nobody
    case asked
    /// Bytes were asked for that could not be given.
    case failed(any Explained)
}
