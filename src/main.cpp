#include <cstdio>

int main() {
    std::puts("MailApp " MAILAPP_VERSION);
    return 0;
}
