import Zarr

/// Points in time as ISO 8601 writes them, with as many places as their unit has, as NumPy does.
enum TimeText {
    /// The text of a point in time; the number of steps where there is no unit, `NaT` where there is no time.
    static func text(_ steps: Int64, _ type: TimeType) -> String {
        guard steps != TimeType.notATime else { return "NaT" }
        let total = Int128(steps) * Int128(type.scaleFactor)
        switch type.unit {
        case .generic: return String(steps)
        case .years: return year(1970 + total)
        case .months:
            let (years, month) = divided(total, by: 12)
            return year(1970 + years) + "-" + padded(month + 1, 2)
        case .weeks: return date(7 * total)
        case .days: return date(total)
        default: break
        }
        let perDay = stepsPerDay(type.unit)
        let (days, rest) = divided(total, by: perDay)
        var text = date(days) + "T" + padded(rest * 24 / perDay, 2)
        if type.unit == .hours { return text }
        text += ":" + padded(rest * 1440 / perDay % 60, 2)
        if type.unit == .minutes { return text }
        text += ":" + padded(rest * 86400 / perDay % 60, 2)
        let places = fractionDigits(type.unit)
        return places == 0 ? text : text + "." + padded(rest % (perDay / 86400), places)
    }

    /// How JSON for people says it: the text of a point in time, the number of steps of a duration.
    static func json(_ steps: Int64, _ type: TimeType) -> JSONValue {
        if steps == TimeType.notATime { return "NaT" }
        return type.isDuration || type.unit == .generic ? .number(JSONNumber(steps)) : .string(text(steps, type))
    }

    /// A duration that stands alone, as `5 seconds`.
    static func duration(_ steps: Int64, _ type: TimeType) -> String {
        guard steps != TimeType.notATime else { return "NaT" }
        let name = type.unit == .generic ? "generic time units" : "\(type.unit)"
        return String(Int128(steps) * Int128(type.scaleFactor)) + " " + name
    }

    /// The steps at a point in time such as `2020-02-29`, `2020-02-29T12:30:00.25` or `1999-12`; nil where the text is none
    /// or lies between two steps.
    static func steps(_ text: String, _ type: TimeType) -> Int64? {
        guard !type.isDuration, type.unit != .generic, let (months, day, fraction) = parse(text) else { return nil }
        let total: Int128
        switch type.unit {
        case .years, .months:
            guard day == 1, fraction == 0, type.unit == .months || months % 12 == 0 else { return nil }
            total = type.unit == .months ? months : months / 12
        default:
            let days = days(months: months) + day - 1
            let perDay = type.unit == .weeks || type.unit == .days ? 1 : stepsPerDay(type.unit)
            let step = attosecondsPerDay / perDay
            guard fraction % step == 0 else { return nil }
            let units = days * perDay + fraction / step
            guard type.unit != .weeks || units % 7 == 0 else { return nil }
            total = type.unit == .weeks ? units / 7 : units
        }
        let (steps, rest) = divided(total, by: Int128(type.scaleFactor))
        return rest == 0 ? Int64(exactly: steps) : nil
    }

    private static let attosecondsPerDay: Int128 = 86400 * 1_000_000_000_000_000_000

    private static func fractionDigits(_ unit: TimeType.Unit) -> Int {
        switch unit {
        case .milliseconds: 3
        case .microseconds: 6
        case .nanoseconds: 9
        case .picoseconds: 12
        case .femtoseconds: 15
        case .attoseconds: 18
        default: 0
        }
    }

    private static func stepsPerDay(_ unit: TimeType.Unit) -> Int128 {
        switch unit {
        case .hours: 24
        case .minutes: 1440
        default: (0..<fractionDigits(unit)).reduce(86400) { product, _ in product * 10 }
        }
    }

    /// Rounded down, and what is left.
    private static func divided(_ number: Int128, by divisor: Int128) -> (Int128, Int128) {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }

    private static func padded(_ number: Int128, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// Four places, the sign among them, as C's `%04d`.
    private static func year(_ year: Int128) -> String {
        year < 0 ? "-" + padded(-year, 3) : padded(year, 4)
    }

    /// The date in the Gregorian calendar, which is taken back beyond its beginning. Years begin in March here, so that the
    /// day of the leap year is the last.
    private static func date(_ daysSince1970: Int128) -> String {
        let (era, day) = divided(daysSince1970 + 719_468, by: 146_097)
        let yearOfEra = (day - day / 1460 + day / 36524 - day / 146_096) / 365
        let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return year(400 * era + yearOfEra + (month <= 2 ? 1 : 0)) + "-" + padded(month, 2) + "-"
            + padded(dayOfYear - (153 * march + 2) / 5 + 1, 2)
    }

    /// The days from the beginning of 1970 to that of a month.
    private static func days(months: Int128) -> Int128 {
        let (years, month) = divided(months + 1970 * 12, by: 12)
        let year = month < 2 ? years - 1 : years
        let (era, yearOfEra) = divided(year, by: 400)
        let dayOfYear = (153 * (month < 2 ? month + 10 : month - 2) + 2) / 5
        return era * 146_097 + 365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// Months since 1970, the day of the month, and the attoseconds of the day.
    private static func parse(_ text: String) -> (months: Int128, day: Int128, fraction: Int128)? {
        let parts = text.split(separator: "T", omittingEmptySubsequences: false)
        guard parts.count <= 2, let date = parts.first else { return nil }
        let isNegative = date.hasPrefix("-")
        let fields = date.dropFirst(isNegative ? 1 : 0).split(separator: "-", omittingEmptySubsequences: false)
        guard fields.count == 2 || fields.count == 3, let year = number(fields[0], 3...12),
            let month = number(fields[1], 2...2), (1...12).contains(month)
        else { return nil }
        let months = ((isNegative ? -year : year) - 1970) * 12 + month - 1
        let day = fields.count == 3 ? number(fields[2], 2...2) : 1
        guard let day, day >= 1, day <= days(months: months + 1) - days(months: months) else { return nil }
        guard parts.count == 2 else { return (months, day, 0) }
        var clock = parts[1]
        if clock.hasSuffix("Z") { clock.removeLast() }
        let times = clock.split(separator: ":", omittingEmptySubsequences: false)
        guard fields.count == 3, (1...3).contains(times.count) else { return nil }
        let seconds = (times.count == 3 ? times[2] : "00").split(separator: ".", omittingEmptySubsequences: false)
        guard let hour = number(times[0], 2...2), hour < 24, seconds.count <= 2,
            let minute = times.count > 1 ? number(times[1], 2...2) : 0, minute < 60,
            let second = number(seconds[0], 2...2), second < 60,
            let fraction = seconds.count == 2 ? number(seconds[1], 1...18) : 0
        else { return nil }
        let places = seconds.count == 2 ? seconds[1].utf8.count : 0
        let scale = (places..<18).reduce(Int128(1)) { product, _ in product * 10 }
        let whole = (hour * 60 + minute) * 60 + second
        return (months, day, whole * 1_000_000_000_000_000_000 + fraction * scale)
    }

    private static func number(_ text: Substring, _ width: ClosedRange<Int>) -> Int128? {
        guard width.contains(text.utf8.count), text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
        return Int128(text)
    }
}
