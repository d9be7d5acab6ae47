#pragma once

#include "base/guarded.hpp"
#include "db/database.hpp"
#include "features/audit/types.hpp"
#include "http/routes.hpp"
#include "identity/principal.hpp"

namespace mailapp::audit {

/// {"member": [before, after]} for the members that differ; {} when none does.
template <class T>
std::string difference(T const& before, T const& after) {
    std::string out = "{";
    reflect::for_each_member<T>([&](auto member) {
        auto const old_text = reflect::to_json(before.*member.pointer);
        auto const new_text = reflect::to_json(after.*member.pointer);
        if (old_text == new_text || std::string_view(member.name) == "version") return;
        if (out.size() > 1) out += ',';
        append_json_string(out, member.name);
        out += ":[" + old_text + "," + new_text + "]";
    });
    return out + "}";
}

/// The audit trail: append-only, each entry bound to the one before by a keyed hash, so that one that is
/// altered, removed or moved shows, and nobody who can only write the database can mend the chain.
class Log {
public:
    /// `key`: the instance's key (a hash key is derived from it).
    Log(db::Database& database, std::string_view key);

    /// Appends in the transaction of the change itself. `details` is JSON.
    void record(db::Transaction& tx, Principal const& who, std::string_view action, std::string_view object,
                std::string const& details = "{}");

    /// Called after each commit with entries, once for each, on the committing thread; {} for nobody any
    /// more. Must not block.
    void observe(std::function<void(std::string_view action)> observer);

    Result<http::Page<AuditEntry>> list(AuditFilter const& filter);
    /// The number of the newest entry, 0 when there is none.
    std::int64_t newest();
    /// Oldest first.
    std::vector<AuditEntry> entries_after(std::int64_t seq, int at_most);
    /// Recomputes the whole chain, streaming.
    AuditCheck verify();

private:
    std::string hash_of(AuditEntry const& entry, std::string const& previous) const;

    db::Database& database_;
    std::string key_;
    Guarded<std::function<void(std::string_view)>> observer_;
};

void add_routes(http::Routes& routes, Log& log);

}  // namespace mailapp::audit
