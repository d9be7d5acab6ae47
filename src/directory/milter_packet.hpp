#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The wire of the milter protocol, version 6, as Postfix speaks it: each packet is a length of four octets,
/// a command, and data.
namespace mailapp::directory::milter {

struct Packet {
    enum class State : std::uint8_t { incomplete, broken, complete };
    State state = State::incomplete;
    char command = '\0';
    std::string_view data;
    std::size_t size = 0;  ///< of the whole packet in the input
};

/// The first packet of an input. Broken: empty, or longer than `longest`.
Packet read_packet(std::string_view input, std::size_t longest);

std::string to_packet(char command, std::string_view data = {});

/// Texts that end with a zero octet each; what follows the last one is left out.
std::vector<std::string_view> texts_of(std::string_view data);

std::string to_number(std::uint32_t number);
/// 0 when there are less than four octets.
std::uint32_t number_at(std::string_view data, std::size_t at);

// Commands of the mail server.
inline constexpr char negotiate = 'O', macros = 'D', connect = 'C', helo = 'H', mail = 'M', header = 'L',
                      end_of_header = 'N', body = 'B', end_of_message = 'E', abort = 'A', quit_and_keep = 'K';
// Answers.
inline constexpr char go_on = 'c', temporary_failure = 't', reply_with = 'y', add_header = 'h',
                      change_header = 'm', replace_body = 'b', skip = 's';
// What a filter says it will do (actions).
/// Of a body, at most, in one packet.
inline constexpr std::size_t body_piece = 65'535;
inline constexpr std::uint32_t adds_headers = 0x01, changes_body = 0x02, changes_headers = 0x10;
// Steps that it does not want to hear of, and those that it does not answer.
inline constexpr std::uint32_t no_recipients = 0x08, no_unknown = 0x100, no_data = 0x200, may_skip = 0x400,
                               no_answer_to_header = 0x80, no_answer_to_connect = 0x1000,
                               no_answer_to_helo = 0x2000, no_answer_to_end_of_header = 0x40000,
                               leading_space = 0x100000;

}  // namespace mailapp::directory::milter
