#include "directory/milter_packet.hpp"

namespace mailapp::directory::milter {
namespace {
constexpr std::size_t length_size = 4;
}

std::string to_number(std::uint32_t number) {
    std::string octets;
    for (int shift = 24; shift >= 0; shift -= 8) octets += static_cast<char>((number >> shift) & 0xff);
    return octets;
}

std::uint32_t number_at(std::string_view data, std::size_t at) {
    if (data.size() < at + length_size) return 0;
    std::uint32_t number = 0;
    for (std::size_t i = at; i < at + length_size; ++i)
        number = number << 8 | static_cast<unsigned char>(data[i]);
    return number;
}

Packet read_packet(std::string_view input, std::size_t longest) {
    Packet packet;
    if (input.size() < length_size) return packet;
    std::size_t const length = number_at(input, 0);
    if (length == 0 || length > longest) {
        packet.state = Packet::State::broken;
        return packet;
    }
    if (input.size() - length_size < length) return packet;
    packet.state = Packet::State::complete;
    packet.command = input[length_size];
    packet.data = input.substr(length_size + 1, length - 1);
    packet.size = length_size + length;
    return packet;
}

std::string to_packet(char command, std::string_view data) {
    auto packet = to_number(static_cast<std::uint32_t>(data.size() + 1));
    packet += command;
    packet += data;
    return packet;
}

std::vector<std::string_view> texts_of(std::string_view data) {
    std::vector<std::string_view> texts;
    for (;;) {
        auto const end = data.find('\0');
        if (end == std::string_view::npos) return texts;
        texts.push_back(data.substr(0, end));
        data.remove_prefix(end + 1);
    }
}

}  // namespace mailapp::directory::milter
