import Testing

@testable import EdgeSnapshot

@Suite struct TarNameTests {
    @Test(arguments: [
        "/vault/Crane/7.tar", "/vault/Crane/007.tar", "/vault/Crane-7.tar", "/vault/Crane_7.tar",
        "/vault/Crane/7/native-build.tar", "/vault/Crane-0007/native-build.tar", "/vault/x/Crane-7.tar",
        "/Crane-7.tar",
    ])
    func `known forms name app and build`(path: String) {
        #expect(TarName.readings(of: path).contains(TarName(app: "Crane", build: "7")))
    }

    @Test(arguments: [
        "/vault/Crane/7.tar.gz", "/vault/crane/7.tar", "/vault/7.tar", "/vault/Crane7.tar",
        "/native-build.tar",
        "/vault/Crane/old/7.tar", "/vault/Crane/7/build.tar", "/vault/Crane-.tar", "", "/", "/.tar",
    ])
    func `other forms do not`(path: String) {
        #expect(!TarName.readings(of: path).contains(TarName(app: "Crane", build: "7")))
    }

    @Test func `an app and a label may hold what separates them`() {
        let readings = TarName.readings(of: "/v/My_App-2-1.0.tar")
        #expect(readings.contains(TarName(app: "My_App", build: "2-1.0")))
        #expect(readings.contains(TarName(app: "My", build: "App-2-1.0")))
        #expect(readings.contains(TarName(app: "My_App-2", build: "1.0")))
        #expect(TarName.readings(of: "/v/Crane/2.1-rc.tar").contains(TarName(app: "Crane", build: "2.1-rc")))
    }
}
