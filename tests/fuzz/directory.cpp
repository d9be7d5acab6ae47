// The directory's parsers: what Postfix, Dovecot and its own files say. The first byte picks the parser.
#include "directory/address.hpp"
#include "directory/alias_parts.hpp"
#include "directory/auth.hpp"
#include "directory/dict_protocol.hpp"
#include "directory/milter_packet.hpp"
#include "directory/netstring.hpp"
#include "directory/policy.hpp"
#include "directory/record.hpp"
#include "fuzz.hpp"
#include "identity/password.hpp"

namespace {

namespace directory = mailapp::directory;
using mailapp::fuzz::require;

void read_netstring(std::string_view text) {
    auto const found = directory::read_netstring(text, 4096);
    if (found.state != directory::Netstring::State::complete) return;
    require(found.size <= text.size());
    require(directory::to_netstring(found.content) == text.substr(0, found.size));
}

void read_milter_packet(std::string_view text) {
    auto const packet = directory::milter::read_packet(text, 4096);
    if (packet.state != directory::milter::Packet::State::complete) return;
    require(packet.size <= text.size());
    require(directory::milter::to_packet(packet.command, packet.data) == text.substr(0, packet.size));
    for (auto const part : directory::milter::texts_of(packet.data))
        require(part.find('\0') == std::string_view::npos);
}

void read_dict_command(std::string_view text) {
    auto const command = directory::parse_dict_command(text);
    if (!command) return;
    std::string line(1, static_cast<char>(command->kind));
    for (std::size_t i = 0; i < command->members.size(); ++i)
        line += (i == 0 ? "" : "\t") + directory::dict_escape(command->members[i]);
    auto const again = directory::parse_dict_command(line);
    require(again && again->members == command->members);
}

/// Once as it is, once as numbers below a right checksum, so that the members are reached.
void read_record(std::string_view text) {
    try {
        directory::RecordReader reader("key", text);
        reader.finish();
    } catch (directory::CorruptRecord const&) {
        // A random checksum is hardly ever right.
    }
    directory::RecordWriter writer;
    for (auto const c : text) writer.number(static_cast<unsigned char>(c));
    auto const record = std::move(writer).finish("key");
    try {
        directory::decode_record<directory::AliasRecord>("key", record);
        directory::decode_record<directory::MailboxRecord>("key", record);
    } catch (directory::CorruptRecord const&) {
        return;
    }
}

void read_address(std::string_view text) {
    if (auto const part = directory::parse_alias_part(text)) require(directory::is_inner_address(text));
    auto const asked = directory::asked_address(text);
    if (!asked) return;
    auto const again = directory::asked_address(asked->text());
    require(again && again->text() == asked->text());
}

void read_policy(std::string_view text) {
    auto const request = directory::parse_policy_request(text);
    if (!request) return;
    for (auto const& value : {request->request, request->sender, request->recipient, request->sasl_username})
        require(value.find('\n') == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    mailapp::fuzz::Input const input(data, size);
    auto const text = input.text;
    // Above the others, so that the corpus keeps its meaning.
    if (input.choice >= 0xf0) {
        read_milter_packet(text);
        return 0;
    }
    switch (input.choice % 7) {
        case 0: read_netstring(text); break;
        case 1: read_dict_command(text); break;
        case 2: read_record(text); break;
        case 3: read_address(text); break;
        case 4: read_policy(text); break;
        case 5: directory::parse_form(text); break;
        case 6:
            require(!mailapp::identity::check_scheme(text) || mailapp::identity::needs_rehash(text));
            break;
        default: break;
    }
    return 0;
}
