#pragma once

#include "db/database.hpp"

namespace mailapp::db {

/// A write that found no room: breakage of which its cause is known, and which is nobody's fault who asked.
/// Nothing of the transaction was written.
class StorageFull : public DatabaseError {
public:
    enum class Why { full, read_only };
    StorageFull(Why why, std::string const& text) : DatabaseError(text), why_(why) {}
    Why why() const { return why_; }

private:
    Why why_;
};

}  // namespace mailapp::db
