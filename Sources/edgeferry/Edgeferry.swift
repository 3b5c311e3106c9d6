@main
struct Edgeferry {
    static func main() {}
}
