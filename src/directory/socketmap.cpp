#include "directory/socketmap.hpp"

#include "base/log.hpp"
#include "directory/alias_parts.hpp"
#include "directory/netstring.hpp"
#include "directory/system_mail.hpp"

namespace mailapp::directory {
namespace {

class SocketmapConversation : public Conversation {
public:
    SocketmapConversation(Replicas& replicas, LookupSettings const& settings)
        : replicas_(replicas), settings_(settings) {}

    Step take(std::string_view input, std::string& output) override {
        auto const question = read_netstring(input, longest_question);
        switch (question.state) {
            case Netstring::State::incomplete: return {};
            case Netstring::State::broken:
                // Nothing tells where the next question would begin.
                output += to_netstring("PERM malformed request");
                return {input.size(), true};
            case Netstring::State::complete: break;
        }
        output += to_netstring(answer_socketmap(replicas_, question.content, settings_));
        return {question.size, false};
    }

private:
    Replicas& replicas_;
    LookupSettings const& settings_;
};

}  // namespace

std::string answer_socketmap(Replicas& replicas, std::string_view question, LookupSettings const& settings) {
    auto const space = question.find(' ');
    if (space == std::string_view::npos) return "PERM malformed request";
    auto const map = question.substr(0, space);
    auto const key = question.substr(space + 1);
    try {
        return ask(replicas, [&](Replica::View const& view) -> std::string {
            auto const found = look_up(view, map, key, settings);
            if (!found) return "PERM unknown map";
            if (!*found) return "NOTFOUND ";
            return "OK " + **found;
        });
    } catch (NoReplica const& problem) {
        return std::string("TEMP ") + problem.what();
    } catch (NoSystemMail const& problem) {
        return std::string("TEMP ") + problem.what();
    } catch (StaleQuestion const& problem) {
        return std::string("TEMP ") + problem.what();
    } catch (std::exception const& problem) {
        log::error("directory.lookup_failed", {{"map", map}, {"problem", problem.what()}});
        return "TEMP the directory cannot answer";
    }
}

std::unique_ptr<Conversation> socketmap_conversation(Replicas& replicas, LookupSettings const& settings) {
    return std::make_unique<SocketmapConversation>(replicas, settings);
}

}  // namespace mailapp::directory
