function Add-ExoPortCleanBlock {
    <#
    A function's own text with a `clean` block added, as a script block to dot-source. For PowerShell 7.3 and later.

    Why: Ctrl+C, an error upstream or Select-Object -First can end the pipeline while another command of
    it is running. Then no `finally` of ours is on the stack, and the run would go on connecting. `clean`
    is run in every case. Older versions, Windows PowerShell 5.1 among them, do the same through
    Register-ExoPortDisposal.
    #>
    param([scriptblock] $Function)

    $definition = $Function.Ast
    $text = $definition.Extent.Text
    $closingBrace = $text.LastIndexOf('}')
    $withClean = $text.Substring(0, $closingBrace) + "`n    clean { if (`$state.Run) { `$state.Run.Handle.Close() } }`n}"
    $tokens = $null
    $errors = $null
    # The file's name and the line in it stay, so that errors and breakpoints point there.
    $above = "`n" * ($definition.Extent.StartLineNumber - 1)
    $parsed = [System.Management.Automation.Language.Parser]::ParseInput($above + $withClean, $definition.Extent.File, [ref] $tokens, [ref] $errors)
    if ($errors.Count -gt 0) { throw "$($definition.Name) does not take a clean block: $($errors[0].Message)" }
    $script:HasCleanBlock = $true
    $parsed.GetScriptBlock()
}
