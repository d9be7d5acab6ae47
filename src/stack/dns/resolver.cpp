// libunbound: the only file that includes it.
#include "stack/dns/resolver.hpp"

#include "base/log.hpp"

#include <poll.h>
#include <unbound.h>

#include <algorithm>
#include <cerrno>

namespace mailapp::stack::dns {
namespace {

constexpr int class_in = 1;
constexpr int no_error = 0;
constexpr int no_such_name = 3;

struct Closer {
    void operator()(ub_ctx* context) const { ::ub_ctx_delete(context); }
    void operator()(ub_result* result) const { ::ub_resolve_free(result); }
};
using Context = std::unique_ptr<ub_ctx, Closer>;
using Found = std::unique_ptr<ub_result, Closer>;

/// What is not plain resolving stays out. Signatures are checked by the server that is asked: it answers
/// SERVFAIL for what does not verify, and with none of our own keys a server that strips them serves too.
constexpr char const* options[][2] = {
    {"module-config:", "iterator"},
    // The server that is asked may well be the machine's own.
    {"do-not-query-localhost:", "no"},
    // Names and addresses that the library would answer by itself.
    {"unblock-lan-zones:", "yes"},
    {"local-zone:", "test. transparent"},
    {"local-zone:", "home.arpa. transparent"},
    // One check asks some dozens of questions at once.
    {"outgoing-range:", "128"},
    {"outgoing-num-tcp:", "16"},
};

Answer read(ub_result const& result, Type type) {
    Answer answer;
    answer.by_alias = result.canonname != nullptr;
    if (result.havedata == 0) {
        bool const nothing = result.rcode == no_error || result.rcode == no_such_name;
        answer.outcome = nothing ? Outcome::nothing : Outcome::failed;
        return answer;
    }
    for (int i = 0; result.data[i] != nullptr; ++i) {
        auto data = read_data(type, {result.data[i], static_cast<std::size_t>(result.len[i])});
        if (data) answer.records.push_back(std::move(*data));
    }
    answer.outcome = answer.records.empty() ? Outcome::failed : Outcome::found;
    return answer;
}

struct Pending {
    Answer* answer;
    Type type;
    std::size_t* left;
    int id = 0;
    bool done = false;
};

/// Called within ub_process, by the thread that asks.
void take(void* asked, int error, ub_result* result) {
    Found const found(result);
    auto& pending = *static_cast<Pending*>(asked);
    pending.done = true;
    --*pending.left;
    if (error == 0 && found)
        *pending.answer = read(*found, pending.type);
    else
        pending.answer->outcome = Outcome::failed;
}

class Unbound final : public Resolver {
public:
    explicit Unbound(Context context) : context_(std::move(context)) {}

    std::vector<Answer> ask(std::vector<Question> const& questions, Moment until) override {
        std::vector<Answer> answers(questions.size());
        std::vector<Pending> asked;
        asked.reserve(questions.size());  // the library keeps their addresses
        std::size_t left = 0;
        for (std::size_t i = 0; i < questions.size(); ++i) {
            auto const& question = questions[i];
            auto& pending = asked.emplace_back(Pending{&answers[i], question.type, &left});
            ++left;
            int const refused =
                ::ub_resolve_async(context_.get(), question.name.c_str(), static_cast<int>(question.type),
                                   class_in, &pending, take, &pending.id);
            if (refused != 0) take(&pending, refused, nullptr);
        }
        while (left > 0 && wait(until)) {
            if (int const broken = ::ub_process(context_.get()); broken != 0) {
                log::warn("dns.resolver_broken", {{"reason", ::ub_strerror(broken)}});
                break;
            }
        }
        for (auto const& pending : asked) {
            if (!pending.done) ::ub_cancel(context_.get(), pending.id);
        }
        return answers;
    }

private:
    /// Whether there is something to take before that moment.
    bool wait(Moment until) {
        using std::chrono::milliseconds;
        auto const rest = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now()).count();
        pollfd readable{::ub_fd(context_.get()), POLLIN, 0};
        if (rest <= 0) return false;
        int const ready = ::poll(&readable, 1, static_cast<int>(std::min<std::int64_t>(rest, 60'000)));
        return ready > 0 || (ready < 0 && errno == EINTR);
    }

    Context context_;
};

/// "192.0.2.1:53" and "[2001:db8::1]:53" in the library's spelling, "ADDRESS@PORT".
std::string server_address(std::string const& server) {
    auto const colon = server.rfind(':');
    if (colon == std::string::npos) return server;
    bool const has_brackets = server.starts_with('[');
    if (!has_brackets && server.find(':') != colon) return server;  // IPv6 without a port
    auto const address = has_brackets ? server.substr(1, colon - 2) : server.substr(0, colon);
    return address + "@" + server.substr(colon + 1);
}

Error unusable(std::string const& why) {
    return upstream("dns.no_resolver", "No DNS server can be asked: " + why + ".");
}

}  // namespace

Result<std::unique_ptr<Resolver>> open_resolver(std::vector<std::string> const& servers) {
    Context context(::ub_ctx_create());
    if (!context) return unusable("the resolver's library does not start");
    ::ub_ctx_debugout(context.get(), nullptr);
    ::ub_ctx_async(context.get(), 1);
    for (auto const& [name, value] : options) {
        if (int const refused = ::ub_ctx_set_option(context.get(), name, value); refused != 0)
            return unusable(std::string(name) + " " + value + " is refused: " + ::ub_strerror(refused));
    }
    if (servers.empty()) {
        if (int const refused = ::ub_ctx_resolvconf(context.get(), nullptr); refused != 0)
            return unusable(std::string("/etc/resolv.conf cannot be used: ") + ::ub_strerror(refused));
    }
    for (auto const& server : servers) {
        auto const address = server_address(server);
        if (int const refused = ::ub_ctx_set_fwd(context.get(), address.c_str()); refused != 0)
            return unusable(address + " is refused: " + ::ub_strerror(refused));
    }
    return std::unique_ptr<Resolver>(std::make_unique<Unbound>(std::move(context)));
}

}  // namespace mailapp::stack::dns
