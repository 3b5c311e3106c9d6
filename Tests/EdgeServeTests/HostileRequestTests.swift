import EdgeCore
import EdgeHTTP
import EdgeServe
import Foundation
import Synchronization
import TestKit
import Testing

/// What a stranger may send who reaches the port.
@Suite struct HostileRequestTests {
    /// Every refusal is the same, so it tells nothing.
    private func expectNothing(_ berth: Berth, _ path: String, method: String = "GET") async throws {
        let answer = try await rawAnswer(
            port: berth.offers.port,
            "\(method) \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        let isRefusal =
            answer.hasPrefix("HTTP/1.1 404 ") || answer.hasPrefix("HTTP/1.1 400 ") || answer.isEmpty
        #expect(isRefusal, "\(method) \(path): \(answer.prefix(60))")
        // An answer without a body ends with its head.
        #expect(answer.isEmpty || answer.hasSuffix("\r\n\r\n"), "\(path)")
    }

    private func path(_ berth: Berth) -> String { berth.address.replacing(berth.offers.url, with: "") }

    @Test func `no path leads out of the builds`() async throws {
        try await Berth.run { berth in
            let right = path(berth)
            let signature = try #require(right.split(separator: "/").dropFirst().first)
            for wrong in [
                "/", "/p", "/p/", "/../../etc/passwd", "/p/../../../../etc/passwd",
                "/p/%2e%2e/%2e%2e/etc/passwd", "/p/\(signature)/../../../../etc/passwd",
                "/p/\(signature)/Tug/3/../../../../../etc/passwd",
                "/p/\(signature)/%2e%2e/%2e%2e/etc/passwd", "/p/\(signature)//etc/passwd",
                right + "/..", right + "/../native-build.tar", right + "%00", right + "?x=1",
                right.replacing("/Tug/", with: "//Tug/"), right.replacing("/Tug/", with: "/tug/"),
                "*", "//", "/harbour\(right)", "/\u{0}", "/p/\u{FFFD}",
                "/" + String(repeating: "a", count: 60_000),
                "/p/" + String(repeating: "9", count: 400) + "-" + String(repeating: "0", count: 64) + "/a",
            ] {
                try await expectNothing(berth, wrong)
            }
            // The right one is still served.
            let answer = try await berth.caller().call(.get, "")
            #expect(answer.status == 200)
        }
    }

    @Test func `a wrong signature opens nothing`() async throws {
        try await Berth.run { berth in
            let right = path(berth)
            let parts = right.split(separator: "/").map(String.init)
            let (end, code) = (parts[1].prefix { $0 != "-" }, parts[1].drop { $0 != "-" }.dropFirst())
            let rest = "/" + parts[2...].joined(separator: "/")
            for place in [0, 1, 31, 62, 63] {
                var digits = Array(code)
                digits[place] = digits[place] == "0" ? "1" : "0"
                try await expectNothing(berth, "/p/\(end)-\(String(digits))\(rest)")
            }
            let later = try #require(Int(end)) + 1
            for wrong in [
                "\(later)-\(code)", "\(end)-", "\(end)", "-\(code)", "+\(end)-\(code)", "0\(end)-\(code)",
                "\(end)-\(code)0",
                "\(end)-\(code.dropLast())", "\(end)-\(String(repeating: "é", count: 32))",
            ] {
                try await expectNothing(berth, "/p/\(wrong)\(rest)")
            }
            for other in ["/Tug/4/native-build.tar", "/Yawl/3/native-build.tar", "/Tug/3/other.tar"] {
                try await expectNothing(berth, "/p/\(parts[1])\(other)")
            }
        }
    }

    @Test func `the key of another process opens nothing`() async throws {
        try await Berth.run { first in
            let address = path(first)
            try await Berth.run { second in
                _ = second.address
                try await expectNothing(second, address)
            }
        }
    }

    @Test func `an address ends by itself, and with its offer`() async throws {
        let clock = Mutex(Date(timeIntervalSince1970: 1_800_000_000))
        let now = { @Sendable in clock.withLock { $0 } }
        try await Berth.run(configure: {
            $0.now = now
            $0.lifetime = 100
        }) { berth in
            let address = berth.address
            let old = berth.caller(address)
            for (seconds, status) in [(99, 200), (1, 404)] {
                clock.withLock { $0 += TimeInterval(seconds) }
                let answer = try await old.call(.get, "")
                #expect(answer.status == status)
            }
            let last = berth.caller()
            for status in [200, 404] {
                let answer = try await last.call(.get, "")
                #expect(answer.status == status)
                berth.offers.withdraw(berth.build.name)
            }
        }
    }

    @Test(arguments: [false, true])
    func `a connection on which no request comes is closed`(isTLS: Bool) async throws {
        try await withTemporaryFolder { folder in
            let files = isTLS ? try await makeCertificate(in: folder) : nil
            let url = isTLS ? "https://127.0.0.1" : "http://127.0.0.1"
            try await Berth.run(tls: files, url: url, configure: { $0.idle = .milliseconds(200) }) { berth in
                for begun in ["", "GET /p/x HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
                    let start = ContinuousClock.now
                    let answer = try await rawAnswer(port: berth.offers.port, begun)
                    #expect(answer.isEmpty || isTLS, "\(answer.prefix(60))")
                    // Else the patience of the raw request has ended it.
                    #expect(ContinuousClock.now - start < .seconds(15), "\(begun.prefix(20))")
                }
            }
        }
    }

    @Test func `nothing can be sent`() async throws {
        try await Berth.run { berth in
            let right = path(berth)
            for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
                try await expectNothing(berth, "/p/x", method: method)
                let answer = try await rawAnswer(
                    port: berth.offers.port,
                    "\(method) \(right) HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                #expect(answer.hasPrefix("HTTP/1.1 405 "), "\(answer.prefix(60))")
            }
        }
    }

    @Test func `huge and endless headers end the connection and not the server`() async throws {
        try await Berth.run { berth in
            let right = path(berth)
            let heads = [
                "GET \(right) HTTP/1.1\r\nHost: x\r\nX: \(String(repeating: "a", count: 2 << 20))\r\n\r\n",
                "GET \(right) HTTP/1.1\r\nHost: x\r\n" + String(repeating: "A: b\r\n", count: 100_000)
                    + "\r\n",
                "GET \(right) HTTP/1.1\r\nHost: x\r\nRange: bytes=0-\(String(repeating: ",1-", count: 60_000))\r\n\r\n",
                "GET /\(String(repeating: "a", count: 2 << 20)) HTTP/1.1\r\nHost: x\r\n\r\n",
                "nonsense\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\r\n\r\n",
            ]
            for head in heads {
                let answer = try await rawAnswer(port: berth.offers.port, head)
                #expect(!answer.hasPrefix("HTTP/1.1 2"), "\(head.prefix(40)): \(answer.prefix(60))")
            }
            let answer = try await berth.caller().call(.get, "")
            #expect(answer.body == berth.bytes)
        }
    }
}
