import Inventory

/// What can stand for a parameter.
protocol Bindable {
    func bind(to bindings: inout Bindings)
}

extension Int64: Bindable {
    func bind(to bindings: inout Bindings) { bindings.add(self) }
}

extension Int: Bindable {
    func bind(to bindings: inout Bindings) { bindings.add(self) }
}

extension String: Bindable {
    func bind(to bindings: inout Bindings) { bindings.add(self) }
}

extension Timestamp: Bindable {
    func bind(to bindings: inout Bindings) { bindings.add(self) }
}

extension [UInt8]: Bindable {
    func bind(to bindings: inout Bindings) { bindings.add(self) }
}

extension Optional: Bindable where Wrapped: Bindable {
    func bind(to bindings: inout Bindings) {
        if let self { self.bind(to: &bindings) } else { bindings.addNull() }
    }
}
