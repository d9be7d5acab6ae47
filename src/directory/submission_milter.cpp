#include "directory/submission_milter.hpp"

#include "base/log.hpp"
#include "base/text.hpp"
#include "directory/milter_packet.hpp"
#include "directory/submission_body.hpp"
#include "instance/submission_mark.hpp"
#include "instance/submission_origin.hpp"

#include <algorithm>
#include <map>
#include <optional>

namespace mailapp::directory {
namespace {

using namespace std::string_literals;

/// Headers beyond this are no letter of anybody.
constexpr std::size_t header_limit = 1024 * 1024;

/// Longer bodies are looked at but not kept.
constexpr std::size_t kept_body_limit = 8 * 1024 * 1024;

constexpr std::uint32_t protocol_version = 6;
constexpr std::uint32_t wanted_actions =
    milter::adds_headers | milter::changes_headers | milter::changes_body;
constexpr std::uint32_t wanted_steps = milter::no_recipients | milter::may_skip | milter::no_unknown |
                                       milter::no_data | milter::no_answer_to_connect |
                                       milter::no_answer_to_helo | milter::no_answer_to_header |
                                       milter::no_answer_to_end_of_header | milter::leading_space;

constexpr char const* cannot_tell = "451 4.3.0 The directory cannot answer now";

/// "<anna@a.test>" of MAIL FROM.
std::string without_brackets(std::string_view text) {
    if (text.starts_with('<') && text.ends_with('>')) text = text.substr(1, text.size() - 2);
    return std::string(text);
}

class SubmissionConversation : public Conversation {
public:
    SubmissionConversation(Replicas& replicas, SubmissionSettings const& settings, BodySpace& space)
        : replicas_(replicas), settings_(settings), space_(space) {}
    ~SubmissionConversation() override { forget_body(); }

    Step take(std::string_view input, std::string& output) override {
        auto const packet = milter::read_packet(input, longest_milter_packet);
        switch (packet.state) {
            case milter::Packet::State::incomplete: return {};
            case milter::Packet::State::broken: return {input.size(), true};
            case milter::Packet::State::complete: break;
        }
        return {packet.size, !handle(packet, output)};
    }

private:
    /// False ends the connection: Postfix defers then.
    bool handle(milter::Packet const& packet, std::string& output) {
        switch (packet.command) {
            case milter::negotiate: return agree(packet.data, output);
            case milter::macros: take_macros(packet.data); return true;
            case milter::connect: return true;
            case milter::helo: helo_ = std::string(first_text(packet.data)); return true;
            case milter::mail: begin(packet.data, output); return true;
            case milter::header: take_header(packet.data); return true;
            case milter::end_of_header: return true;
            case milter::body: take_body(packet.data, output); return true;
            case milter::end_of_message: finish(output); return true;
            case milter::abort: forget(); return true;
            case milter::quit_and_keep:
                helo_.clear();
                macros_.clear();
                return true;
            default: return false;
        }
    }

    static std::string_view first_text(std::string_view data) {
        auto const texts = milter::texts_of(data);
        return texts.empty() ? std::string_view() : texts.front();
    }

    bool agree(std::string_view data, std::string& output) {
        auto const actions = milter::number_at(data, 4);
        auto const steps = milter::number_at(data, 8);
        // Postfix offers all of it; whoever does not is no partner that this was made for.
        if (milter::number_at(data, 0) < protocol_version || (actions & wanted_actions) != wanted_actions ||
            (steps & wanted_steps) != wanted_steps)
            return false;
        output += milter::to_packet(milter::negotiate, milter::to_number(protocol_version) +
                                                           milter::to_number(wanted_actions) +
                                                           milter::to_number(wanted_steps));
        return true;
    }

    /// Macros come before the command to which they belong. What Postfix says at MAIL is said anew for each
    /// message.
    void take_macros(std::string_view data) {
        if (data.empty()) return;
        if (data.front() == milter::mail)
            for (auto const* name : {"auth_authen", "i"}) macros_.erase(name);
        auto const texts = milter::texts_of(data.substr(1));
        for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
            auto name = texts[i];
            if (name.starts_with('{') && name.ends_with('}')) name = name.substr(1, name.size() - 2);
            macros_[std::string(name)] = std::string(texts[i + 1]);
        }
    }

    std::string macro(std::string const& name) const {
        auto const found = macros_.find(name);
        return found == macros_.end() ? "" : found->second;
    }

    Submission::Kind kind() const {
        if (macro("daemon_name") != sieve_daemon_name) return Submission::Kind::signed_in;
        // Only our own program reaches that daemon; what it does not call a script's work is not taken for
        // it.
        return helo_ == submission_origin::script ? Submission::Kind::script : Submission::Kind::passed_on;
    }

    void begin(std::string_view data, std::string& output) {
        forget();
        message_.submission.kind = kind();
        message_.submission.user = macro("auth_authen");
        message_.submission.sender = without_brackets(first_text(data));
        auto const refusal = asked([&](Replica::View const& view) {
            return has_author() ? refusal_of_sender(view, message_.submission) : "";
        });
        output += refusal.empty() ? milter::to_packet(milter::go_on) : refuse(refusal);
    }

    /// Mail of trusted networks has none.
    bool has_author() const { return !message_.submission.user.empty(); }
    /// Somebody else's mail stays as its author signed it.
    bool is_own() const { return has_author() && message_.submission.kind != Submission::Kind::passed_on; }

    void forget() {
        forget_body();
        message_ = {};
    }
    void forget_body() {
        if (message_.body) space_.give_back(message_.body->size());
        message_.body.reset();
    }

    static std::string refuse(std::string const& reply) {
        return milter::to_packet(milter::reply_with, reply + '\0');
    }

    void take_header(std::string_view data) {
        auto const texts = milter::texts_of(data);
        if (texts.size() < 2) return;
        message_.header_size += texts[0].size() + texts[1].size();
        if (message_.header_size > header_limit) return;
        message_.submission.header.push_back({std::string(texts[0]), std::string(texts[1])});
    }

    void take_body(std::string_view piece, std::string& output) {
        if (!is_own()) {
            output += milter::to_packet(milter::skip);
            return;
        }
        message_.scan.add(piece);
        if (message_.body) {
            if (message_.body->size() + piece.size() <= kept_body_limit && space_.take(piece.size())) {
                message_.body->append(piece);
            } else {
                forget_body();
            }
        }
        output += milter::to_packet(milter::go_on);
    }

    void finish(std::string& output) {
        if (message_.header_size > header_limit) {
            output += refuse("552 5.3.4 The header of the message is too long");
        } else {
            output += edits();
        }
        forget();
    }

    std::string edits() {
        SubmissionVerdict verdict;
        if (has_author()) {
            auto const problem = asked([&](Replica::View const& view) {
                verdict = judge_submission(view, message_.submission, settings_);
                return verdict.refusal;
            });
            if (!problem.empty()) return refuse(problem);
        }
        Rewriting rewriting;
        if (is_own()) rewriting = rewriting_of(message_.submission.header, message_.scan, message_.body);
        if (!rewriting.refusal.empty()) return refuse(rewriting.refusal);
        auto packets = without_foreign_marks();
        for (auto const* list : {&verdict.added, &rewriting.added})
            for (auto const& field : *list)
                packets += milter::to_packet(milter::add_header, field.name + '\0' + field.value + '\0');
        for (auto const& changed : rewriting.changed)
            packets += milter::to_packet(
                milter::change_header,
                milter::to_number(changed.index) + changed.field.name + '\0' + changed.field.value + '\0');
        if (rewriting.body) packets += new_body(*rewriting.body);
        if (!verdict.domain.empty()) {
            auto const mark =
                submission_mark(settings_.mark_key, verdict.domain, macro("i"), message_.submission.user);
            packets += milter::to_packet(milter::add_header,
                                         std::string(submission_mark_field) + '\0' + " " + mark + '\0');
        }
        return packets + milter::to_packet(milter::go_on);
    }

    static std::string new_body(std::string_view body) {
        std::string packets;
        do {
            packets += milter::to_packet(milter::replace_body, body.substr(0, milter::body_piece));
            body.remove_prefix(std::min(body.size(), milter::body_piece));
        } while (!body.empty());
        return packets;
    }

    /// Marks that the message came with: an empty value removes, the last one first so that the others keep
    /// their numbers.
    std::string without_foreign_marks() const {
        auto const name = to_lower(submission_mark_field);
        std::vector<std::string> spellings;
        for (auto const& field : message_.submission.header)
            if (to_lower(trim(field.name)) == name) spellings.push_back(field.name);
        std::string packets;
        for (auto index = spellings.size(); index > 0; --index)
            packets += milter::to_packet(
                milter::change_header,
                milter::to_number(static_cast<std::uint32_t>(index)) + spellings[index - 1] + '\0' + '\0');
        return packets;
    }

    /// A reply that comes of a question to the replica.
    template <class Question>
    std::string asked(Question question) {
        try {
            return ask(replicas_, question);
        } catch (NoReplica const&) {
            return cannot_tell;
        } catch (std::exception const& problem) {
            log::error("directory.submission_failed", {{"problem", problem.what()}});
            return cannot_tell;
        }
    }

    struct Message {
        Submission submission;
        std::size_t header_size = 0;
        BodyScan scan;
        std::optional<std::string> body = std::string();  ///< nothing when it is not kept
    };

    Replicas& replicas_;
    SubmissionSettings const& settings_;
    BodySpace& space_;
    std::map<std::string, std::string> macros_;
    std::string helo_;
    Message message_;
};

}  // namespace

std::unique_ptr<Conversation> submission_conversation(Replicas& replicas, SubmissionSettings const& settings,
                                                      BodySpace& space) {
    return std::make_unique<SubmissionConversation>(replicas, settings, space);
}

}  // namespace mailapp::directory
