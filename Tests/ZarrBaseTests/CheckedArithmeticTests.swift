import Testing
import ZarrBase

@Suite struct CheckedArithmeticTests {
    @Test func agreesWithTheOperatorsInRange() throws {
        #expect(try 6.checkedTimes(7) == 42)
        #expect(try (-6).checkedPlus(7) == 1)
        #expect(try UInt64.max.checkedTimes(1) == .max)
        #expect(try Int.max.checkedPlus(0) == .max)
    }

    @Test func throwsBeyondTheRange() {
        let product = #expect(throws: ZarrError.self) { try (1 << 62).checkedTimes(2) }
        #expect(product?.code == .limitExceeded)
        let sum = #expect(throws: ZarrError.self) { try Int.max.checkedPlus(1) }
        #expect(sum?.code == .limitExceeded)
        #expect(throws: ZarrError.self) { try UInt8(200).checkedPlus(100) }
        #expect(throws: ZarrError.self) { try Int.min.checkedTimes(-1) }
    }

    @Test func dividesRoundingUp() {
        #expect(0.dividedRoundingUp(by: 5) == 0)
        #expect(1.dividedRoundingUp(by: 5) == 1)
        #expect(5.dividedRoundingUp(by: 5) == 1)
        #expect(6.dividedRoundingUp(by: 5) == 2)
        #expect(Int.max.dividedRoundingUp(by: 2) == 1 << 62)
        #expect(UInt64.max.dividedRoundingUp(by: .max) == 1)
    }

    @Test func countsTheElementsOfAShape() throws {
        #expect(try ([] as [Int]).elementCount() == 1)
        #expect(try [3, 4, 5].elementCount() == 60)
        #expect(try [3, 0, 5].elementCount() == 0)
        #expect(try [3, 4, 5][1...].elementCount() == 20)
        #expect(try [1 << 62, 1 << 62, 0].elementCount() == 0)
        let large = #expect(throws: ZarrError.self) { try [1 << 62, 2].elementCount() }
        #expect(large?.code == .limitExceeded)
        let negative = #expect(throws: ZarrError.self) { try [2, -1].elementCount() }
        #expect(negative?.code == .invalidArgument)
    }
}
