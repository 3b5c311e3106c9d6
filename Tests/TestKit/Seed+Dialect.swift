package import EdgeCore
package import EdgeSandbox

extension Seed {
    /// The same organizations, written for a sandbox that speaks another dialect.
    package func written(for dialect: Dialect) -> Seed {
        // Seeds keep permissions as maps and references as names, whatever the dialect speaks.
        var kept = dialect
        kept.shapes = Dialect().shapes
        let translation = DialectTranslation(from: Dialect(), to: kept)
        var seed = self
        for place in seed.organizations.indices {
            for (kind, bodies) in seed.organizations[place].documents {
                seed.organizations[place].documents[kind] = bodies.map { body in
                    let name = body[Dialect()[kind].postIdentity]?.string ?? ""
                    var fields = translation.document(Document(kind: kind, name: name, fields: body)).fields
                    fields[dialect[kind].identity] = nil
                    fields[dialect[kind].postIdentity] = .string(
                        translation.id(ObjectID(kind: kind, name: name)).name)
                    return fields
                }
            }
            for account in seed.organizations[place].accounts.indices {
                seed.organizations[place].accounts[account].roles =
                    seed.organizations[place].accounts[account].roles.map {
                        translation.id(ObjectID(kind: .role, name: $0)).name
                    }
            }
        }
        return seed
    }
}
