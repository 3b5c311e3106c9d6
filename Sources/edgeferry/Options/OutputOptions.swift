import ArgumentParser

/// The form of a result.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// What every command says about its output.
struct OutputOptions: ParsableArguments, Sendable {
    @Option(help: "Form of the result on stdout: text or json.")
    var format: OutputFormat = .text

    @Flag(name: [.short, .long], help: "No progress and no messages on stderr; errors stay.")
    var quiet = false
}
