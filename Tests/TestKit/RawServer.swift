import EdgeCore
package import Foundation
import Synchronization

/// A server on loopback whose connections are played by a closure: for manners that no proper server has.
package final class RawServer: Sendable {
    private let listener: Int32
    private let played = Mutex(0)
    /// Its base address, with the port that it got.
    package let url: String

    /// Connections that were accepted.
    package var connections: Int { played.withLock { $0 } }

    /// Each connection runs on a thread of its own and is closed when the closure returns.
    package init(_ play: @escaping @Sendable (_ connection: RawConnection, _ number: Int) -> Void) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, $0, &length) == 0
            }
        }
        guard isListening else { throw CoreError.file(path: "a port", doing: "open", code: errno) }
        self.listener = listener
        url = "http://127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let played = { @Sendable [self] in
            self.played.withLock {
                $0 += 1
                return $0
            }
        }
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else { return }
                let number = played()
                Thread.detachNewThread { play(RawConnection(descriptor), number) }
            }
        }
    }

    /// Ends the accepting thread; a port of its own needs no more care in a test.
    package func stop() { shutdown(listener, Int32(SHUT_RDWR)) }
}

/// One accepted connection; closed when it is released.
package final class RawConnection: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The head of the next request; empty when the client has gone.
    package func readHead() -> String {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard recv(descriptor, &byte, 1, 0) == 1 else { return "" }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Sends text, as far as the client takes it.
    package func send(_ text: String) { send(Data(text.utf8)) }

    /// Sends bytes, as far as the client takes them.
    package func send(_ data: Data) {
        var rest = data[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// False once the client has hung up; takes no byte.
    package var isOpen: Bool {
        // POLLRDHUP, which the imported headers hide.
        var poll = pollfd(fd: descriptor, events: 0x2000, revents: 0)
        return Foundation.poll(&poll, 1, 0) == 0
    }

    /// Keeps silent until the client hangs up.
    package func waitForClose() {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while recv(descriptor, &buffer, buffer.count, 0) > 0 {}
    }
}
