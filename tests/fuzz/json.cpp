// JSON bodies of requests into the structs that describe them.
#include "features/administrators/types.hpp"
#include "features/aliases/types.hpp"
#include "features/api_keys/types.hpp"
#include "features/domains/types.hpp"
#include "features/mailboxes/types.hpp"
#include "features/sign_in/types.hpp"
#include "fuzz.hpp"
#include "reflect/json_read.hpp"

namespace {

using namespace mailapp;
using fuzz::require;

/// What was read can be written, and reads as the same.
template <class T>
void read_body(std::string_view text) {
    auto const body = reflect::from_json_text<T>(text);
    if (!body) {
        require(body.error().code.starts_with("request."));
        return;
    }
    auto const written = reflect::to_json(*body);
    auto const again = reflect::from_json_text<T>(written);
    require(again && reflect::to_json(*again) == written);
}

struct Everything {
    bool flag = false;
    std::uint8_t small = 0;
    std::int64_t large = 0;
    double fraction = 0;
    std::optional<std::vector<std::string>> texts;
    std::map<std::string, std::optional<bool>> flags;
    std::vector<std::vector<int>> numbers;
    reflect::RawJson raw;
};
BOOST_DESCRIBE_STRUCT(Everything, (), (flag, small, large, fraction, texts, flags, numbers, raw))

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    fuzz::Input const input(data, size);
    switch (input.choice % 9) {
        case 0: read_body<domains::NewDomain>(input.text); break;
        case 1: read_body<domains::DomainPatch>(input.text); break;
        case 2: read_body<mailboxes::NewMailbox>(input.text); break;
        case 3: read_body<mailboxes::MailboxPatch>(input.text); break;
        case 4: read_body<aliases::NewAlias>(input.text); break;
        case 5: read_body<aliases::AliasBulk>(input.text); break;
        case 6: read_body<api_keys::NewApiKey>(input.text); break;
        case 7: read_body<sign_in::SignIn>(input.text); break;
        case 8: read_body<Everything>(input.text); break;
        default: break;
    }
    return 0;
}
