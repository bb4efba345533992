import Synchronization
import ZarrBase
import ZarrCodecs

/// What some arrays that were read lately say in the same words as their siblings, each with the words, so that it need not be
/// understood again for every array of a group.
///
/// What is known is found by a hash of the words and compared with them. Few are kept, none of them large: a new one takes the
/// place of the one that has its slot. Only what comes a second time is kept, for most of what has no siblings never does.
final class KnownLayouts: Sendable {
    static let standard = KnownLayouts()

    /// A description that lacks what is each array's own, and what it was read from.
    final class Layout: Sendable {
        let hash: Int
        /// The text of the members, one behind the other, and where each ends.
        let text: [UInt8]
        let ends: [Int]
        let description: ArrayDescription

        init(hash: Int, text: [UInt8], ends: [Int], description: ArrayDescription) {
            self.hash = hash
            self.text = text
            self.ends = ends
            self.description = description
        }
    }

    private struct Slot {
        var layout: Layout?
        /// The last hash that was asked for in vain.
        var missed: Int?
    }

    private let slots = Mutex([Slot](repeating: Slot(), count: slotCount))

    private static let slotCount = 64
    /// The most bytes of text, and of a fill value, that a layout may have: documents can say large ones in few words.
    static let longestText = 16384
    static let largestFill = 4096

    /// The layout of this hash, which may be written otherwise; nil where none is known, and whether it is to be kept then.
    func find(_ hash: Int) -> (layout: Layout?, isWanted: Bool) {
        slots.withLock { slots in
            let place = Self.slot(hash)
            if let layout = slots[place].layout, layout.hash == hash { return (layout, false) }
            let isWanted = slots[place].missed == hash
            slots[place].missed = hash
            return (nil, isWanted)
        }
    }

    func keep(_ layout: Layout) {
        guard layout.text.count <= Self.longestText, layout.description.fillValue.bytes.count <= Self.largestFill
        else { return }
        let replaced = slots.withLock { slots in
            let replaced = slots[Self.slot(layout.hash)].layout
            slots[Self.slot(layout.hash)].layout = layout
            return replaced
        }
        // Freed outside of the lock.
        withExtendedLifetime(replaced) {}
    }

    private static func slot(_ hash: Int) -> Int { hash & (slotCount - 1) }
}
