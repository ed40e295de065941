# .NET types and members that .NET Framework 4.7.2 does not have, and types of PowerShell that 5.1 does not have. What
# is not in the lists beside this file is refused: a new type has to be looked up.

$frameworkTypes = @{}
foreach ($property in (Get-Content -Path (Join-Path $PSScriptRoot 'dotnet-framework-4.7.2-types.json') -Raw | ConvertFrom-Json).types.PSObject.Properties) {
    $frameworkTypes[$property.Name] = @{ Base = $property.Value[0]; Static = $property.Value[1]; Instance = $property.Value[2] }
}
$powerShellTypes = Import-PowerShellDataFile -Path (Join-Path $PSScriptRoot 'powershell-5.1-types.psd1')
foreach ($name in $powerShellTypes.Keys) { $frameworkTypes[$name] = @{ Base = 'System.Object'; Static = $powerShellTypes[$name][0]; Instance = $powerShellTypes[$name][1] } }

# Names that PowerShell 5.1 gives to types: about_Type_Accelerators, without those that came later (short, ushort, uint,
# ulong, semver). What is not named here is looked for below System, too.
$acceleratorsOf51 = @{
    bool = 'System.Boolean'; byte = 'System.Byte'; char = 'System.Char'; cultureinfo = 'System.Globalization.CultureInfo'; datetime = 'System.DateTime'
    decimal = 'System.Decimal'; double = 'System.Double'; float = 'System.Single'; guid = 'System.Guid'; hashtable = 'System.Collections.Hashtable'
    int = 'System.Int32'; ipaddress = 'System.Net.IPAddress'; long = 'System.Int64'; powershell = 'System.Management.Automation.PowerShell'
    pscredential = 'System.Management.Automation.PSCredential'; pscustomobject = 'System.Management.Automation.PSCustomObject'; psobject = 'System.Management.Automation.PSObject'
    pscmdlet = 'System.Management.Automation.PSCmdlet'; ref = 'System.Management.Automation.PSReference'; regex = 'System.Text.RegularExpressions.Regex'
    scriptblock = 'System.Management.Automation.ScriptBlock'; securestring = 'System.Security.SecureString'; single = 'System.Single'; string = 'System.String'
    switch = 'System.Management.Automation.SwitchParameter'; timespan = 'System.TimeSpan'; type = 'System.Type'; uint16 = 'System.UInt16'; uint32 = 'System.UInt32'
    uint64 = 'System.UInt64'; uri = 'System.Uri'; version = 'System.Version'; void = 'System.Void'; wildcardpattern = 'System.Management.Automation.WildcardPattern'
    xml = 'System.Xml.XmlDocument'
}
# Literals have it in front of them; the check of syntax looks at what follows.
$notTypes = 'ordered'
# Attributes of 5.1 and their named arguments; ErrorMessage came with 6, ArgumentCompletions and Experimental too.
$attributesOf51 = @{
    Alias = @(); AllowEmptyCollection = @(); AllowEmptyString = @(); AllowNull = @(); ArgumentCompleter = @(); OutputType = @('ParameterSetName', 'ProviderCmdlet')
    CmdletBinding = @('ConfirmImpact', 'DefaultParameterSetName', 'HelpUri', 'PositionalBinding', 'SupportsPaging', 'SupportsShouldProcess')
    Parameter = @('DontShow', 'HelpMessage', 'Mandatory', 'ParameterSetName', 'Position', 'ValueFromPipeline', 'ValueFromPipelineByPropertyName', 'ValueFromRemainingArguments')
    SupportsWildcards = @(); ValidateCount = @(); ValidateLength = @(); ValidateNotNull = @(); ValidateNotNullOrEmpty = @(); ValidatePattern = @('Options')
    ValidateRange = @(); ValidateScript = @(); ValidateSet = @('IgnoreCase'); 'System.Diagnostics.CodeAnalysis.SuppressMessageAttribute' = @('Justification')
}

# The members of all types together, for what is called on a value whose type is not known here: name to numbers of arguments.
$anyMember = @{ Static = @{}; Instance = @{} }
foreach ($type in $frameworkTypes.Values) {
    foreach ($kind in 'Static', 'Instance') {
        foreach ($member in $type[$kind].Split(' ')) {
            $name, $counts = $member.Split('/')
            if (-not $anyMember[$kind].ContainsKey($name)) { $anyMember[$kind][$name] = @{} }
            if ($counts) { foreach ($count in $counts.Split(',')) { $anyMember[$kind][$name][$count] = $true } }
        }
    }
}

function Resolve-FrameworkType {
    <# The full name of a type in the lists; $null for one that is in none. #>
    param([string] $Name)

    if ($acceleratorsOf51.ContainsKey($Name)) { return $acceleratorsOf51[$Name] }
    foreach ($candidate in $Name, "System.$Name", "${Name}Attribute") { if ($frameworkTypes.ContainsKey($candidate)) { return $candidate } }
}

function Test-ArgumentCount {
    param([string[]] $Allowed, [int] $Count)

    foreach ($one in $Allowed) { if ($one -eq "$Count" -or ($one.EndsWith('+') -and $Count -ge [int] $one.TrimEnd('+'))) { return $true } }
    $false
}

function Test-FrameworkMember {
    <# Whether a type, or one that it is based on, has a static member; with Count, whether it is called with so many arguments. #>
    param([string] $Type, [string] $Name, $Count)

    if ($Name -eq 'new' -and $Count -eq 0 -and $frameworkTypes[$Type].Base -eq 'System.ValueType') { return $true }
    while ($Type) {
        foreach ($member in "$($frameworkTypes[$Type].Static)".Split(' ')) {
            $own, $counts = $member.Split('/')
            if ($own -ne $Name) { continue }
            if ($null -eq $Count -or (Test-ArgumentCount -Allowed "$counts".Split(',') -Count $Count)) { return $true }
        }
        # Constructors are not inherited.
        $Type = if ($Name -ne 'new' -and $frameworkTypes.ContainsKey("$($frameworkTypes[$Type].Base)")) { $frameworkTypes[$Type].Base }
    }
    $false
}

function Get-NamedType {
    <# The single types in a type's name: those in List[string[]] are List`1 and string. #>
    param($TypeName)

    if ($TypeName -is [System.Management.Automation.Language.ArrayTypeName]) { return Get-NamedType -TypeName $TypeName.ElementType }
    if ($TypeName -is [System.Management.Automation.Language.GenericTypeName]) {
        "$($TypeName.TypeName.FullName)``$($TypeName.GenericArguments.Count)"
        foreach ($argument in $TypeName.GenericArguments) { Get-NamedType -TypeName $argument }
        return
    }
    $TypeName.FullName
}

function Get-NewerType {
    <# One line each. #>
    param($Syntax)

    $own = @($Syntax.Nodes | Where-Object { $_ -is [System.Management.Automation.Language.TypeDefinitionAst] } | ForEach-Object { $_.Name }) + $notTypes
    foreach ($node in $Syntax.Nodes) {
        foreach ($what in Get-NewerTypeOfNode -Node $node -Own $own) { "line $($node.Extent.StartLineNumber): $what" }
    }
}

function Get-NewerTypeOfNode {
    param($Node, [string[]] $Own)

    switch ($Node.GetType().Name) {
        'AttributeAst' {
            $name = $Node.TypeName.FullName
            if (-not $attributesOf51.ContainsKey($name)) { return "attribute $name" }
            foreach ($argument in $Node.NamedArguments) { if ($attributesOf51[$name] -notcontains $argument.ArgumentName) { "argument $($argument.ArgumentName) of attribute $name" } }
            if ($name -eq 'ValidateRange' -and $Node.PositionalArguments.Count -ne 2) { 'kinds of ValidateRange' }
            if ($name -eq 'ValidateSet' -and @($Node.PositionalArguments | Where-Object { $_ -is [System.Management.Automation.Language.TypeExpressionAst] }).Count) { 'type as ValidateSet' }
        }
        { $_ -in 'TypeExpressionAst', 'TypeConstraintAst' } {
            foreach ($name in Get-NamedType -TypeName $Node.TypeName) { if ($Own -notcontains $name -and -not (Resolve-FrameworkType -Name $name)) { "type $name" } }
        }
        # [Enumeration] 'One, Other'
        'ConvertExpressionAst' {
            $type = Resolve-FrameworkType -Name $Node.Type.TypeName.FullName
            if ($Node.Child -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) { return }
            if ($type -eq 'System.Type') { if (-not (Resolve-FrameworkType -Name $Node.Child.Value)) { "type $($Node.Child.Value)" } }
            elseif ($type -and $frameworkTypes[$type].Base -eq 'System.Enum') {
                foreach ($value in $Node.Child.Value.Split(',')) { if (-not (Test-FrameworkMember -Type $type -Name $value.Trim())) { "value $($value.Trim()) of $type" } }
            }
        }
        # 'Name' -as [type]
        'BinaryExpressionAst' {
            if ($Node.Operator -eq 'As' -and $Node.Right.Extent.Text -eq '[type]' -and $Node.Left -is [System.Management.Automation.Language.StringConstantExpressionAst] -and
                -not (Resolve-FrameworkType -Name $Node.Left.Value)) { "type $($Node.Left.Value)" }
        }
        'CommandAst' {
            if ($Node.GetCommandName() -ne 'New-Object') { return }
            $name = Get-ConstantArgument -Command $Node -Parameter 'TypeName'
            if (-not $name -and $Node.CommandElements[1] -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $name = $Node.CommandElements[1].Value }
            foreach ($part in "$name" -split '[\[\],]+') { if ($part -and -not (Resolve-FrameworkType -Name $part) -and -not ($frameworkTypes.Keys -match ('^(System\.)?' + [regex]::Escape($part) + '`\d'))) { "type $part" } }
        }
        { $_ -in 'MemberExpressionAst', 'InvokeMemberExpressionAst' } { Get-NewerMember -Node $Node -Own $Own }
    }
}

function Get-NewerMember {
    <# What a member access has that is newer. Properties of values are not looked at: they can be anybody's. #>
    param($Node, [string[]] $Own)

    $called = $Node -is [System.Management.Automation.Language.InvokeMemberExpressionAst]
    if ($Node.Member -isnot [System.Management.Automation.Language.StringConstantExpressionAst]) { return }
    $name = $Node.Member.Value
    $arguments = @($Node.Arguments | Where-Object { $null -ne $_ })
    $count = if ($called) { $arguments.Count }
    if ($Node.Static -and $Node.Expression -is [System.Management.Automation.Language.TypeExpressionAst]) {
        $typeName = $Node.Expression.TypeName
        if ($typeName -is [System.Management.Automation.Language.ArrayTypeName] -and $name -eq 'new') { return }
        $type = Resolve-FrameworkType -Name (@(Get-NamedType -TypeName $typeName)[0])
        # One that is in no list is told of where it is named.
        if ($type -and -not (Test-FrameworkMember -Type $type -Name $name -Count $count)) { "$type::$name" + $(if ($called) { " with $count arguments" }) }
        return
    }
    if (-not $called -or $name -like 'exoport_*' -or $Own -contains "$($Node.Expression)".Trim('[', ']')) { return }
    $kind = if ($Node.Static) { 'Static' } else { 'Instance' }
    if (-not $anyMember[$kind].ContainsKey($name) -or -not (Test-ArgumentCount -Allowed $anyMember[$kind][$name].Keys -Count $count)) { "method $name with $count arguments"; return }
    $texts = @($arguments | Where-Object { $_.Extent.Text -match '^\[(System\.)?StringComparison\]::' })
    if ($texts.Count -and $name -notin 'Equals', 'StartsWith', 'EndsWith', 'IndexOf', 'LastIndexOf', 'Compare') { "method $name with a StringComparison" }
    # .NET Framework has Split(char[]) alone: it splits at each character of a text.
    if ($name -eq 'Split' -and $count -and -not (Test-SplitSeparator -Argument $arguments[0])) { "method Split with $($arguments[0])" }
}

function Test-SplitSeparator {
    <# Whether a separator means the same everywhere: one character, or a type written in front of it. #>
    param($Argument)

    while ($Argument -is [System.Management.Automation.Language.ParenExpressionAst]) { $Argument = $Argument.Pipeline.PipelineElements[0].Expression }
    if ($Argument -is [System.Management.Automation.Language.StringConstantExpressionAst]) { return $Argument.Value.Length -le 1 }
    if ($Argument -is [System.Management.Automation.Language.ConvertExpressionAst]) { return $Argument.Type.TypeName.FullName -in 'char', 'char[]', 'string[]' }
    # Several single characters.
    $Argument -is [System.Management.Automation.Language.ArrayLiteralAst] -and -not @($Argument.Elements | Where-Object { "$($_.Value)".Length -ne 1 }).Count
}
