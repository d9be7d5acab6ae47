#pragma once

#include "db/database.hpp"
#include "db/listing.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace mailapp::db {

/// What the audit trail is searched in: a table of folded texts with an index of the three letters that
/// follow one another in them, so that whatever stands anywhere in an entry is found without reading all of
/// them.
namespace audit_text {

/// The table, for a query: "x.rowid" is the entry's number.
inline constexpr std::string_view from = " FROM audit_text x CROSS JOIN audit_entry e";

/// In the transaction of the entry itself. `text` is what the entry says, in any case.
void add(Transaction& tx, std::int64_t seq, std::string_view text);

/// The condition that an entry contains the text. One or two letters are in no index: every entry is read.
void where_contains(Listing& listing, Engine engine, std::string_view text);

/// Takes in every entry that there is, reading them in parts. For a trail that is older than the index.
void add_all(Transaction& tx);

}  // namespace audit_text
}  // namespace mailapp::db
