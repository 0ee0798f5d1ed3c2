import Testing

@testable import Web

struct PathTreeTests {
    private var tree: PathTree<String> {
        var tree = PathTree<String>()
        for path in [
            "/", "/a", "/a/{id}", "/a/{id}/read", "/a/read", "/a/summary", "/a/{id}/items/{sku}", "/file.csv",
        ] {
            tree[path, initial: ""] = path
        }
        return tree
    }

    @Test(
        arguments: [
            ("/", "/"), ("", "/"), ("/a", "/a"), ("/a/", "/a"), ("//a", "/a"), ("/a/7", "/a/{id}"),
            ("/a/read", "/a/read"), ("/a/summary", "/a/summary"), ("/a/summaries", "/a/{id}"),
            ("/a/summary/read", "/a/{id}/read"), ("/a/read/read", "/a/{id}/read"), ("/a/x%2Fy", "/a/{id}"),
            ("/file.csv", "/file.csv"), ("/a/1/items/2", "/a/{id}/items/{sku}"),
        ]
    )
    func findsTheMostLiteralPath(path: String, expected: String) {
        #expect(tree.match(path[...])?.value == expected)
    }

    @Test(arguments: ["/b", "/a/1/2", "/a/1/items", "/A", "/file.cs", "/file.csv/x", "/a/1/items/2/3"])
    func findsNothingElse(path: String) {
        #expect(tree.match(path[...]) == nil)
    }

    @Test func keepsVariablePartsAsTheyWereSent() {
        let parameters = tree.match("/x/a/b/items/%E8%8C%B6%2F1"[...].dropFirst(2))?.parameters
        #expect(parameters?["id"] == "b")
        #expect(parameters?["sku"] == "%E8%8C%B6%2F1")
        #expect(parameters?["none"] == nil)
        // What a path that led nowhere had captured is forgotten.
        #expect(tree.match("/a/summary/read")?.parameters.values.map(\.value) == ["summary"])
    }
}
