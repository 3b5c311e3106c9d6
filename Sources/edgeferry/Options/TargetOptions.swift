import ArgumentParser
import EdgeCore

/// The Edge that is written to.
struct TargetOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Base URL of the Edge to write to.", valueName: "url"))
    var target: String

    @Option(help: ArgumentHelp("Name of the organization to write to; it must exist.", valueName: "name"))
    var targetOrg: String

    @OptionGroup var access: TargetAccessOptions

    var choice: EdgeChoice { access.choice(url: target, organization: targetOrg) }
}
