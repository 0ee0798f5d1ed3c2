/// An item that a shop sells.
package struct SandboxItem: Sendable, Hashable {
    package let sku: String
    package let title: String
    package let variantTitle: String?
    package let priceCents: Int64
    package let grams: Int64
    package let inventoryItemId: Int64
    package let variantId: Int64
    package let productId: Int64
    /// What is on the shelf at the start.
    package let stock: Int64

    package init(
        sku: String,
        title: String,
        variantTitle: String? = nil,
        priceCents: Int64,
        grams: Int64,
        inventoryItemId: Int64,
        variantId: Int64,
        productId: Int64,
        stock: Int64
    ) {
        self.sku = sku
        self.title = title
        self.variantTitle = variantTitle
        self.priceCents = priceCents
        self.grams = grams
        self.inventoryItemId = inventoryItemId
        self.variantId = variantId
        self.productId = productId
        self.stock = stock
    }

    var name: String { variantTitle.map { "\(title) - \($0)" } ?? title }
}

/// What the demo's shops sell. The first four are the ones of `webhooks/samples`, with the ids that they have there.
package enum DemoCatalogue {
    package static let locationId: Int64 = 655_441_491

    /// As `demo-north` has them.
    package static let items: [SandboxItem] = [
        SandboxItem(
            sku: "TSHIRT-BLK-S",
            title: "Black T-Shirt",
            variantTitle: "Small",
            priceCents: 1999,
            grams: 160,
            inventoryItemId: 271_878_346_596_884_015,
            variantId: 642_667_041_472_713_922,
            productId: 788_032_119_674_292_922,
            stock: 40
        ),
        SandboxItem(
            sku: "TSHIRT-BLK-M",
            title: "Black T-Shirt",
            variantTitle: "Medium",
            priceCents: 1999,
            grams: 180,
            inventoryItemId: 271_878_346_596_884_032,
            variantId: 757_650_484_644_203_962,
            productId: 788_032_119_674_292_922,
            stock: 60
        ),
        SandboxItem(
            sku: "MUG-WHITE",
            title: "White Mug",
            priceCents: 1250,
            grams: 350,
            inventoryItemId: 349_274_512_870_963_151,
            variantId: 808_950_810_249_113_547,
            productId: 632_910_392_771_304_518,
            stock: 80
        ),
        SandboxItem(
            sku: "POSTER-A2",
            title: "Poster A2",
            priceCents: 2499,
            grams: 120,
            inventoryItemId: 512_847_733_190_426_817,
            variantId: 457_924_702_638_175_209,
            productId: 921_728_736_540_271_634,
            stock: 25
        ),
        numbered(1, "TSHIRT-BLK-L", "Black T-Shirt", "Large", 1999, 200, stock: 50),
        numbered(2, "HOODIE-GRY-M", "Grey Hoodie", "Medium", 4900, 620, stock: 18),
        numbered(3, "HOODIE-GRY-L", "Grey Hoodie", "Large", 4900, 680, stock: 15),
        numbered(4, "CAP-NAVY", "Navy Cap", nil, 1800, 90, stock: 35),
        numbered(5, "TOTE-CANVAS", "Canvas Tote", nil, 1500, 150, stock: 45),
        numbered(6, "STICKER-SET", "Sticker Set", nil, 450, 20, stock: 200),
        numbered(7, "BOTTLE-STEEL", "Steel Bottle", nil, 2700, 410, stock: 22),
        numbered(8, "NOTEBOOK-A5", "Notebook", "A5", 990, 240, stock: 70),
    ]

    private static func numbered(
        _ number: Int64,
        _ sku: String,
        _ title: String,
        _ variant: String?,
        _ cents: Int64,
        _ grams: Int64,
        stock: Int64
    ) -> SandboxItem {
        SandboxItem(
            sku: sku,
            title: title,
            variantTitle: variant,
            priceCents: cents,
            grams: grams,
            inventoryItemId: 612_400_000_000_000_000 + number * 17,
            variantId: 612_500_000_000_000_000 + number * 17,
            productId: 612_600_000_000_000_000 + number * 17,
            stock: stock
        )
    }

    /// The same goods as another shop has them: ids are a shop's own.
    package static func items(ofShop number: Int64) -> [SandboxItem] {
        items.map { item in
            SandboxItem(
                sku: item.sku,
                title: item.title,
                variantTitle: item.variantTitle,
                priceCents: item.priceCents,
                grams: item.grams,
                inventoryItemId: item.inventoryItemId + number * 1_000_003,
                variantId: item.variantId + number * 1_000_003,
                productId: item.productId + number * 1_000_003,
                stock: item.stock
            )
        }
    }
}

/// A sandbox shop: what one must know to talk to it. None of it is secret anywhere else.
package struct DemoShop: Sendable {
    package let domain: String
    package let secret: String
    package let accessToken: String
    package let locationId: Int64
    package let items: [SandboxItem]

    package init(domain: String, secret: String, accessToken: String, locationId: Int64, items: [SandboxItem]) {
        self.domain = domain
        self.secret = secret
        self.accessToken = accessToken
        self.locationId = locationId
        self.items = items
    }

    package static let north = DemoShop(
        domain: "demo-north.myshopify.com",
        secret: "demo-north-secret",
        accessToken: "demo-north-token",
        locationId: DemoCatalogue.locationId,
        items: DemoCatalogue.items
    )
    package static let south = DemoShop(
        domain: "demo-south.myshopify.com",
        secret: "demo-south-secret",
        accessToken: "demo-south-token",
        locationId: DemoCatalogue.locationId + 1,
        items: DemoCatalogue.items(ofShop: 1)
    )
}
