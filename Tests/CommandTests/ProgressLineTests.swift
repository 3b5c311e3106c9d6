import EdgeCore
import Testing

@testable import edgeferry

@Suite struct ProgressLineTests {
    @Test func `bytes, rate and time left are told once there are two readings`() {
        var line = ProgressLine()
        var reading = Meter.Reading()
        #expect(line.text(reading, at: 0, width: 80) == nil)
        reading.totalBytes = 10_000_000_000
        reading.totalObjects = 4
        reading.bytes = 1_000_000_000
        #expect(line.text(reading, at: 1, width: 200) == "0/4  1.0 GB of 10.0 GB  1.0 GB/s  9s left")
        reading.bytes = 2_000_000_000
        reading.objects = 1
        reading.label = "build Harbour/3"
        reading.requests = 7
        #expect(
            line.text(reading, at: 5, width: 200)
                == "1/4  2.0 GB of 10.0 GB  400.0 MB/s  20s left  7 requests  build Harbour/3")
    }

    @Test func `the rate is that of the last ten seconds`() {
        var line = ProgressLine()
        var reading = Meter.Reading()
        reading.totalBytes = 6_000_000_000
        reading.bytes = 5_000_000_000
        _ = line.text(reading, at: 0, width: 80)
        _ = line.text(reading, at: 95, width: 80)
        reading.bytes = 5_100_000_000
        #expect(line.text(reading, at: 100, width: 80) == "5.1 GB of 6.0 GB  20.0 MB/s  45s left")
    }

    @Test func `lines that are more than ten seconds apart have a rate too`() {
        var line = ProgressLine()
        var reading = Meter.Reading()
        reading.totalBytes = 1_000_000_000
        _ = line.text(reading, at: 10, width: 80)
        reading.bytes = 200_000_000
        #expect(line.text(reading, at: 20.1, width: 80) == "200.0 MB of 1.0 GB  19.8 MB/s  40s left")
    }

    @Test func `the line fits the terminal`() {
        var line = ProgressLine()
        var reading = Meter.Reading()
        reading.totalBytes = 5
        reading.label = String(repeating: "x", count: 300)
        #expect(line.text(reading, at: 0, width: 40)?.count == 40)
    }

    @Test(arguments: [
        (0.4, "0s"), (59, "59s"), (60, "1m00s"), (3599, "59m59s"), (3600, "1h00m"), (1e12, "99h59m"),
    ])
    func `durations are no more precise than a person needs`(seconds: Double, text: String) {
        #expect(ProgressLine.duration(seconds) == text)
    }
}
