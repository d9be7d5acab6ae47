#include "http/idempotency.hpp"

#include "base/text.hpp"
#include "http/routes.hpp"

namespace mailapp::http {
namespace {

constexpr std::chrono::hours kept{24};
constexpr std::chrono::seconds longest_run{
    120};  ///< a claim without an answer after that was left by a crash
constexpr std::size_t longest_key = 255;

struct Kept {
    std::string body_hash;
    std::int64_t status = 0;
    std::string response;
    Seconds created;
};
BOOST_DESCRIBE_STRUCT(Kept, (), (body_hash, status, response, created))

/// Claims the key; or gives what is already there.
std::optional<Kept> claim(db::Database& database, std::string const& scope, std::string const& key,
                          std::string const& body_hash, Seconds now) {
    auto tx = database.begin();
    // What is from a later time was claimed under another clock: nobody can say how old it is.
    tx.execute("DELETE FROM idempotency WHERE created < $1 OR (status = 0 AND created < $2) OR created > $3",
               now - kept, now - longest_run, now + clock_slack);
    auto found = tx.first<Kept>(
        "SELECT body_hash, status, response, created FROM idempotency WHERE scope = $1 AND key = $2", scope,
        key);
    if (!found) {
        tx.execute(
            "INSERT INTO idempotency (scope, key, body_hash, status, response, created) "
            "VALUES ($1, $2, $3, 0, '', $4)",
            scope, key, body_hash, now);
    }
    tx.commit();
    return found;
}

}  // namespace

RawResponse Idempotency::once(RawRequest const& request, Principal const& caller,
                              std::function<RawResponse()> const& run) {
    std::string const key(request.header("idempotency-key"));
    if (key.size() > longest_key || !is_clean_utf8(key)) {
        return problem_response(
            invalid("request.idempotency_key", "An idempotency key has at most 255 characters."), request.id);
    }
    auto const scope = std::string(reflect::enum_name(caller.role)) + ":" +
                       std::to_string(caller.account_id) + " " + std::string(request.path());
    auto const body_hash = to_hex(sha256(request.body));
    if (auto const before = claim(database_, scope, key, body_hash, clock_())) {
        if (before->body_hash != body_hash) {
            return problem_response(
                invalid("request.idempotency_reused", "This idempotency key came with another body before."),
                request.id);
        }
        if (before->status == 0) {
            return problem_response(
                conflict("request.idempotency_running", "The first request with this key is still at work."),
                request.id);
        }
        auto response = json_response(static_cast<int>(before->status), before->response);
        response.set("Idempotency-Replayed", "true");
        return response;
    }
    auto response = run();
    auto tx = database_.begin();
    if (response.status < 300) {
        tx.execute("UPDATE idempotency SET status = $3, response = $4 WHERE scope = $1 AND key = $2", scope,
                   key, response.status, response.body);
    } else {
        // A refusal changed nothing: the caller may correct it and use the key again.
        tx.execute("DELETE FROM idempotency WHERE scope = $1 AND key = $2", scope, key);
    }
    tx.commit();
    return response;
}

}  // namespace mailapp::http
