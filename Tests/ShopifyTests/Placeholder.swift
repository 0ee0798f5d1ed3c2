import Testing
@testable import Shopify
