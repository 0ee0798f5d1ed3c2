import App
import ArgumentParser

extension StoreEngine: ExpressibleByArgument {}
