import CCurl
import Foundation

/// The owner of one libcurl handle, its header list and its error text; one thread uses it at a time.
struct CurlHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer
    private let message: UnsafeMutablePointer<CChar>
    private var list: UnsafeMutablePointer<curl_slist>?

    /// libcurl is set up once for the process; only a lack of memory makes that fail.
    private static let isReady = {
        // OpenSSL writes to sockets that their server may have closed, and a signal would end the process. A handler,
        // unlike "ignore", is not inherited by child processes.
        signal(SIGPIPE) { _ in }
        return edge_global_init() == CURLE_OK
    }()

    /// Takes back a handle that `abandon()` gave away, or makes a new one.
    init(reviving address: UInt? = nil) {
        let revived = address.flatMap { UnsafeMutableRawPointer(bitPattern: $0) }
        guard Self.isReady, let handle = revived ?? curl_easy_init() else {
            preconditionFailure("no memory for libcurl")
        }
        self.handle = handle
        message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        edge_setopt_pointer(handle, CURLOPT_ERRORBUFFER, message)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(list)
        message.deallocate()
    }

    /// Gives the handle away as a number, its options forgotten and its open connections kept.
    consuming func abandon() -> UInt {
        curl_easy_reset(handle)
        curl_slist_free_all(list)
        message.deallocate()
        let address = UInt(bitPattern: handle)
        discard self
        return address
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        try check(edge_setopt_long(handle, option, value))
    }

    func set(_ option: CURLoption, bytes value: Int64) throws(CurlFailure) {
        try check(edge_setopt_off(handle, option, curl_off_t(value)))
    }

    func set(_ option: CURLoption, _ value: String) throws(CurlFailure) {
        try check(edge_setopt_string(handle, option, value))
    }

    /// Sets an option that copies the bytes.
    func set(_ option: CURLoption, copied data: Data) throws(CurlFailure) {
        // An empty body must still have an address: libcurl reads nil as "ask the read callback".
        let bytes = data.isEmpty ? Data([0]) : data
        let code = bytes.withUnsafeBytes {
            edge_setopt_pointer(handle, option, UnsafeMutableRawPointer(mutating: $0.baseAddress))
        }
        try check(code)
    }

    func set(_ option: CURLoption, context value: UnsafeMutableRawPointer) throws(CurlFailure) {
        try check(edge_setopt_pointer(handle, option, value))
    }

    func set(_ option: CURLoption, _ callback: curl_write_callback) throws(CurlFailure) {
        try check(edge_setopt_data(handle, option, callback))
    }

    func set(progress callback: curl_xferinfo_callback) throws(CurlFailure) {
        try check(edge_setopt_progress(handle, CURLOPT_XFERINFOFUNCTION, callback))
    }

    mutating func set(headers lines: [String]) throws(CurlFailure) {
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                throw CurlFailure(code: CURLE_OUT_OF_MEMORY, message: "no memory for headers", wasSent: false)
            }
            list = longer
        }
        try check(edge_setopt_list(handle, CURLOPT_HTTPHEADER, list))
    }

    /// Blocks until the transfer has ended.
    func perform() throws(CurlFailure) {
        try check(curl_easy_perform(handle))
    }

    private func check(_ code: CURLcode) throws(CurlFailure) {
        guard code != CURLE_OK else { return }
        var sent = 0
        edge_getinfo_long(handle, CURLINFO_REQUEST_SIZE, &sent)
        let own = String(cString: message)
        let text = own.isEmpty ? String(cString: curl_easy_strerror(code)) : own
        throw CurlFailure(code: code, message: text, wasSent: sent > 0)
    }
}
