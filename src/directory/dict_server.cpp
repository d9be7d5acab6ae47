#include "directory/dict_server.hpp"

#include "base/log.hpp"
#include "base/mail_address.hpp"
#include "base/text.hpp"
#include "directory/address.hpp"
#include "directory/dict_protocol.hpp"
#include "directory/line_client.hpp"

#include <algorithm>
#include <map>

namespace mailapp::directory {
namespace {

constexpr std::string_view protocol_major = "3";
constexpr std::string_view storage_key = "priv/quota/storage";
constexpr std::string_view messages_key = "priv/quota/messages";
constexpr std::string_view quota_path = "priv/quota/";
constexpr std::string_view own_address_path = "shared/own-address/";
constexpr std::string_view login_path = "shared/last-login/";
constexpr std::size_t most_transactions = 64;
constexpr std::size_t longest_service = 32;
constexpr std::size_t longest_remote = 64;

struct OpenTransaction {
    bool refused = false;
    Counters::Update update;
};

bool is_word(std::string_view text, std::size_t at_most) {
    return !text.empty() && text.size() <= at_most &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == ':' || c == '-' || c == '_';
           });
}

/// Puts one key into the update. False for what these dictionaries do not have.
bool set(Counters::Update& update, std::string_view key, std::string_view value) {
    auto const number = parse_int(value);
    if (!number || *number < 0) return false;
    if (key == storage_key) {
        update.bytes = *number;
        return true;
    }
    if (key == messages_key) {
        update.messages = *number;
        return true;
    }
    if (!key.starts_with(login_path)) return false;
    auto const rest = key.substr(login_path.size());
    auto const service_end = rest.find('/');
    if (service_end == std::string_view::npos) return false;
    auto const service = rest.substr(0, service_end);
    auto user = rest.substr(service_end + 1);
    // The user stands last and may have a "/" in it; the address before it has none.
    if (to_lower(user) != update.address) {
        auto const remote_end = user.find('/');
        if (remote_end == std::string_view::npos || to_lower(user.substr(remote_end + 1)) != update.address)
            return false;
        if (auto const remote = user.substr(0, remote_end); !remote.empty()) {
            if (!is_word(remote, longest_remote)) return false;
            update.login.remote = remote;
        }
    }
    if (!is_word(service, longest_service)) return false;
    update.service = service;
    update.login.at = *number;
    return true;
}

class DictConversation : public Conversation {
public:
    DictConversation(Counters& counters, Replicas& replicas) : counters_(counters), replicas_(replicas) {}

    Step take(std::string_view input, std::string& output) override {
        auto const end = input.find('\n');
        if (end == std::string_view::npos) return {};
        auto const command = parse_dict_command(input.substr(0, end));
        try {
            if (command && answer(*command, output)) return {end + 1, false};
            log::warn("directory.dict_command_refused");
        } catch (std::exception const& problem) {
            log::error("directory.dict_failed", {{"problem", problem.what()}});
        }
        // Dovecot sees the end of the connection, logs it and tries again on a new one.
        return {input.size(), true};
    }

private:
    /// False when nothing sensible can follow on this connection.
    bool answer(DictCommand const& command, std::string& output) {
        using Kind = DictCommand::Kind;
        auto const& members = command.members;
        if (command.kind == Kind::hello) return greeted_ = members[0] == protocol_major;
        if (!greeted_) return false;
        switch (command.kind) {
            case Kind::lookup: lookup(members[0], members[1], output); return true;
            case Kind::iterate:
                if (members.size() > 3) iterate(members[2], members[3], output);
                output += '\n';
                return true;
            case Kind::begin: return begin(members[0], members.size() > 1 ? members[1] : "");
            case Kind::rollback: return transactions_.erase(members[0]) == 1;
            case Kind::set:
                return change(members[0], [&](auto& update) { return set(update, members[1], members[2]); });
            // What is gone in Dovecot is reported as zero by the next count; nothing is ever added here.
            case Kind::unset: return change(members[0], [](auto&) { return true; });
            case Kind::add: return change(members[0], [](auto&) { return false; });
            case Kind::timestamp: return transactions_.contains(members[0]);
            case Kind::commit:
            case Kind::commit_async: return commit(members[0], output);
            case Kind::hello: break;
        }
        return false;
    }

    bool begin(std::string const& id, std::string const& user) {
        if (transactions_.size() >= most_transactions) return false;
        OpenTransaction transaction;
        if (auto const address = normalize_address(user)) {
            transaction.update.address = address->text();
        } else {
            transaction.refused = true;
        }
        return transactions_.emplace(id, std::move(transaction)).second;
    }

    template <class Change>
    bool change(std::string const& id, Change const& apply) {
        auto const found = transactions_.find(id);
        if (found == transactions_.end()) return false;
        if (!found->second.refused && !apply(found->second.update)) found->second.refused = true;
        return true;
    }

    bool commit(std::string const& id, std::string& output) {
        auto const found = transactions_.find(id);
        if (found == transactions_.end()) return false;
        auto const transaction = std::move(found->second);
        transactions_.erase(found);
        if (transaction.refused) {
            output += 'F' + dict_escape(id) + "\tthis dictionary has no such key\n";
            return true;
        }
        counters_.apply(transaction.update);
        output += 'O' + dict_escape(id) + '\n';
        return true;
    }

    void lookup(std::string const& key, std::string const& user, std::string& output) {
        if (std::string_view const path = key; path.starts_with(own_address_path)) {
            auto const asked = path.substr(own_address_path.size());
            bool const is_own =
                ask(replicas_, [&](Replica::View const& view) { return is_own_address(view, user, asked); });
            output += is_own ? "Oyes\n" : "N\n";
            return;
        }
        auto const address = normalize_address(user);
        auto const usage = address ? counters_.usage(address->text()) : std::nullopt;
        if (usage && key == storage_key) {
            output += 'O' + std::to_string(usage->bytes) + '\n';
        } else if (usage && key == messages_key) {
            output += 'O' + std::to_string(usage->messages) + '\n';
        } else {
            output += "N\n";
        }
    }

    void iterate(std::string const& path, std::string const& user, std::string& output) {
        auto const address = normalize_address(user);
        auto const usage = address ? counters_.usage(address->text()) : std::nullopt;
        if (!usage || path != quota_path) return;
        output += 'O' + std::string(storage_key) + '\t' + std::to_string(usage->bytes) + '\n';
        output += 'O' + std::string(messages_key) + '\t' + std::to_string(usage->messages) + '\n';
    }

    Counters& counters_;
    Replicas& replicas_;
    bool greeted_ = false;
    std::map<std::string, OpenTransaction> transactions_;
};

}  // namespace

std::unique_ptr<Conversation> dict_conversation(Counters& counters, Replicas& replicas) {
    return std::make_unique<DictConversation>(counters, replicas);
}

std::optional<bool> ask_own_address(fs::path const& dict_socket, std::string_view mailbox,
                                    std::string_view address, std::chrono::milliseconds at_most) {
    auto const question = "H3\t2\t0\t\town\nL" + std::string(own_address_path) + dict_escape(address) + "\t" +
                          dict_escape(mailbox) + "\n";
    auto const answer = ask_for_line(dict_socket, question, at_most);
    if (!answer) return std::nullopt;
    return *answer == "Oyes";
}

}  // namespace mailapp::directory
