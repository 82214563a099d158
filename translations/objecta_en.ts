<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>objecta::ui::AlertList</name>
    <message numerus="yes">
        <source>%n document(s) lost their content</source>
        <translation>
            <numerusform>%n document lost its content</numerusform>
            <numerusform>%n documents lost their content</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The isolation check found %n fault(s)</source>
        <translation>
            <numerusform>The isolation check found %n fault</numerusform>
            <numerusform>The isolation check found %n faults</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n further one(s)</source>
        <translation>
            <numerusform>and %n further one</numerusform>
            <numerusform>and %n further ones</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and more than %n further one(s)</source>
        <translation>
            <numerusform>and more than %n further one</numerusform>
            <numerusform>and more than %n further ones</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::ChartBoard</name>
    <message numerus="yes">
        <source>Live – without %n server(s)</source>
        <translation>
            <numerusform>Live – without %n server</numerusform>
            <numerusform>Live – without %n servers</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paused – %n s behind</source>
        <translation>
            <numerusform>Paused – %n s behind</numerusform>
            <numerusform>Paused – %n s behind</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Slow connection – told every %n s</source>
        <extracomment>the connection to the server takes less than what happens each second</extracomment>
        <translation>
            <numerusform>Slow connection – told every %n s</numerusform>
            <numerusform>Slow connection – told every %n s</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::CountdownLabel</name>
    <message numerus="yes">
        <source>%n minute(s) left</source>
        <translation>
            <numerusform>%n minute left</numerusform>
            <numerusform>%n minutes left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::OrganizationList</name>
    <message numerus="yes">
        <source>%n new – show</source>
        <translation>
            <numerusform>%n new – show</numerusform>
            <numerusform>%n new – show</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::QuotaEditor</name>
    <message numerus="yes">
        <source>%n limit(s) below what is used</source>
        <translation>
            <numerusform>%n limit below what is used</numerusform>
            <numerusform>%n limits below what is used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::SuspendDialog</name>
    <message numerus="yes">
        <source>%n agent(s)</source>
        <translation>
            <numerusform>%n agent</numerusform>
            <numerusform>%n agents</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n user(s)</source>
        <translation>
            <numerusform>%n user</numerusform>
            <numerusform>%n users</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::UsageGauges</name>
    <message numerus="yes">
        <source> and %n more</source>
        <translation>
            <numerusform> and %n more</numerusform>
            <numerusform> and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>objecta::ui::UsageTab</name>
    <message numerus="yes">
        <source>At %1 a day the limit will be reached on %2, in %n day(s).</source>
        <translation>
            <numerusform>At %1 a day the limit will be reached on %2, in one day.</numerusform>
            <numerusform>At %1 a day the limit will be reached on %2, in %n days.</numerusform>
        </translation>
    </message>
</context>
</TS>
