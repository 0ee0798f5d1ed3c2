# Moves a webhook body into the present: dates to now, the ids of one order's story by one offset.
#
# Samples carry old dates, and an order that is older than a channel's baseline rightly moves no stock. `send` runs
# this over a sample before signing it. Ids are handled as strings of digits, because they reach 18 digits and awk's
# numbers are doubles.
#
# Variables (-v): topic; now, in seconds since 1970; story, 0..999999999 (0 leaves ids as they are).
# Environment, because -v would interpret backslashes: SEND_SHOP, and where wanted SEND_SKU and SEND_QUANTITY.
#
# The body is walked twice: the first walk collects dates and the line that --sku and --quantity mean, the second
# rewrites. A body that is not JSON passes through with its broken parts as they are.

BEGIN {
    TOKEN = "\"([^\"\\\\]|\\\\.)*\"|[][{}:,]|[^][{}:,\" \t\r]+"
    DATE = "^\"[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:[0-9][0-9](\\.[0-9]+)?(Z|[+-][0-9][0-9]:[0-9][0-9])\"$"
    GID = "gid://shopify/[A-Za-z]+/[0-9]+"
    sku = ENVIRON["SEND_SKU"]
    quantity = ENVIRON["SEND_QUANTITY"]
    gsub(/[\\"]/, "\\\\&", sku)

    # What belongs to one order, and so moves with it. Products, items, locations, customers and shops stay.
    words("Order LineItem Refund RefundLineItem OrderTransaction Fulfillment Return ReturnLineItem ReturnShippingFee " \
          "ExchangeLineItem ReverseFulfillmentOrder ReverseFulfillmentOrderLineItem DraftOrder DraftOrderLineItem", story_types)
    words("orders refunds fulfillments order_transactions returns reverse_fulfillment_orders draft_orders", story_topics)
    words("order order_edit line_items line_item refunds refund_line_items transactions fulfillments shipping_lines " \
          "additions removals returns return return_line_items return_shipping_fees exchange_line_items " \
          "reverse_fulfillment_order_line_item", story_owners)
    words("order_id line_item_id refund_id return_id fulfillment_id fulfillment_line_item_id parent_id " \
          "orders_requested orders_to_redact", story_fields)
    words("line_items refund_line_items items", line_lists)

    # Stories lie far apart, so that neighbouring ids of one do not meet those of the next.
    offset = story * 1000003
    offset_high = int(offset / 1000000000)
    offset_low = offset - offset_high * 1000000000
}

{ lines[NR] = $0 }

END {
    walk(1)
    rank_dates()
    walk(2)
    missing = sku != "" && !sku_set ? "sku" : quantity != "" && !quantity_set ? "quantity" : ""
    if (missing != "") {
        print "send: this body has no line whose " missing " could be replaced" > "/dev/stderr"
        exit 1
    }
}

function words(list, set,    names, count, i) {
    count = split(list, names, " ")
    for (i = 1; i <= count; i++) set[names[i]] = 1
}

# MARK: the walk

function walk(which,    i, rest, out, token) {
    pass = which
    depth = objects = 0
    for (i = 1; i <= NR; i++) {
        rest = lines[i]
        out = ""
        while (match(rest, TOKEN)) {
            out = out substr(rest, 1, RSTART - 1)
            token = substr(rest, RSTART, RLENGTH)
            rest = substr(rest, RSTART + RLENGTH)
            out = out take(token)
        }
        if (pass == 2) print out rest
    }
}

# Keeps the place in the document: per depth the kind of container, the name it stands under, and what comes next.
function take(token) {
    if (token == "{" || token == "[") {
        name[depth + 1] = kind[depth] == "{" ? field[depth] : name[depth]
        depth++
        kind[depth] = token
        element[depth] = 0
        key_next[depth] = token == "{"
        if (token == "{") {
            object[depth] = ++objects
            # The line that --sku and --quantity mean: the first of the list of lines at the top.
            if (pass == 1 && !first && depth == 3 && element[2] == 0 && kind[2] == "[" && name[2] in line_lists) first = objects
        }
        return token
    }
    if (token == "}" || token == "]") {
        if (depth > 0) depth--
        return token
    }
    if (token == ",") {
        element[depth]++
        key_next[depth] = kind[depth] == "{"
        return token
    }
    if (token == ":") return token
    if (key_next[depth] && token ~ /^"/) {
        field[depth] = substr(token, 2, length(token) - 2)
        key_next[depth] = 0
        return token
    }
    return pass == 1 ? note(token) : renew(token)
}

function current_field() { return kind[depth] == "{" ? field[depth] : name[depth] }

# First walk.
function note(token,    f) {
    f = current_field()
    if (token ~ DATE) instants[seconds(token)] = 1
    if (kind[depth] == "{" && (f == "line_item_id" || (f == "id" && !(object[depth] in line_of)))) line_of[object[depth]] = token
    return token
}

# Second walk.
function renew(token,    f) {
    f = current_field()
    if (token ~ DATE) return moved(token)
    if (token ~ /^[0-9]+$/ && is_story_id(f)) return shifted(token)
    if (match(token, GID)) return renew_gid(token)
    if ((f == "shop_domain" || f == "myshopify_domain") && token ~ /^"/) return "\"" ENVIRON["SEND_SHOP"] "\""
    if (quantity != "" && f == "available" && depth == 1 && topic ~ /^inventory_levels\//) return replaced_quantity()
    if (kind[depth] == "{" && is_first_line()) {
        if (sku != "" && f == "sku") {
            sku_set = 1
            return "\"" sku "\""
        }
        if (quantity != "" && name[depth] in line_lists) {
            if (f == "quantity") return replaced_quantity()
            # Nothing of a cancelled or fulfilled line is current or to be fulfilled, however many were bought.
            if ((f == "current_quantity" || f == "fulfillable_quantity") && token != "0") return quantity
        }
    }
    return token
}

function replaced_quantity() {
    quantity_set = 1
    return quantity
}

# The first line, and wherever the same line stands again: in refunds and fulfilments inside the order.
function is_first_line(    o) {
    o = object[depth]
    return o == first || (first in line_of && line_of[o] == line_of[first] && (name[depth] in line_lists || name[depth] == "line_item"))
}

# MARK: ids

function is_story_id(f) {
    if (f in story_fields) return 1
    if (f != "id" || kind[depth] != "{") return 0
    return depth == 1 ? substr(topic, 1, index(topic, "/") - 1) in story_topics : name[depth] in story_owners
}

function renew_gid(token,    start, end, parts) {
    start = RSTART
    end = RSTART + RLENGTH
    split(substr(token, start, RLENGTH), parts, "/")
    if (!(parts[4] in story_types)) return token
    return substr(token, 1, start - 1) "gid://shopify/" parts[4] "/" shifted(parts[5]) substr(token, end)
}

function shifted(digits,    high, low, cut) {
    cut = length(digits) - 9
    high = (cut > 0 ? substr(digits, 1, cut) + 0 : 0) + offset_high
    low = (cut > 0 ? substr(digits, cut + 1) + 0 : digits + 0) + offset_low
    if (low >= 1000000000) {
        low -= 1000000000
        high++
    }
    return high > 0 ? sprintf("%.0f%09d", high, low) : sprintf("%d", low)
}

# MARK: dates

# The newest date becomes now; each earlier one keeps its place, a second before the next.
function rank_dates(    count, i, j, t, sorted) {
    for (t in instants) {
        for (i = count++; i > 0 && sorted[i] < t + 0; i--) sorted[i + 1] = sorted[i]
        sorted[i + 1] = t + 0
    }
    for (j = 1; j <= count; j++) instants[sorted[j]] = now - (j - 1)
}

function zone_seconds(zone) {
    if (zone == "Z") return 0
    return (substr(zone, 2, 2) * 3600 + substr(zone, 5, 2) * 60) * (substr(zone, 1, 1) == "-" ? -1 : 1)
}

# The part of a quoted date that follows its seconds and fraction.
function zone_of(token) { return token ~ /Z"$/ ? "Z" : substr(token, length(token) - 6, 6) }

function seconds(token) {
    return days(substr(token, 2, 4) + 0, substr(token, 7, 2) + 0, substr(token, 10, 2) + 0) * 86400 \
        + substr(token, 13, 2) * 3600 + substr(token, 16, 2) * 60 + substr(token, 19, 2) - zone_seconds(zone_of(token))
}

# The same instant's new time, written with the fraction and in the zone that the sample has.
function moved(token,    local, day, rest) {
    local = instants[seconds(token)] + zone_seconds(zone_of(token))
    day = int(local / 86400)
    rest = local - day * 86400
    return "\"" date_of(day) sprintf("T%02d:%02d:%02d", int(rest / 3600), int(rest % 3600 / 60), rest % 60) substr(token, 21)
}

# Days since 1970-01-01 of a date of the Gregorian calendar, and back. Years begin in March, so leap days end them.
function days(year, month, day) {
    if (month < 3) {
        year--
        month += 12
    }
    return 365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * (month - 3) + 2) / 5) + day - 719469
}

function date_of(day,    era, d, y, m) {
    day += 719468
    era = int(day / 146097)
    d = day - era * 146097
    y = int((d - int(d / 1460) + int(d / 36524) - int(d / 146096)) / 365)
    d -= 365 * y + int(y / 4) - int(y / 100)
    m = int((5 * d + 2) / 153)
    d = d - int((153 * m + 2) / 5) + 1
    m = m < 10 ? m + 3 : m - 9
    return sprintf("%04d-%02d-%02d", y + era * 400 + (m <= 2), m, d)
}
